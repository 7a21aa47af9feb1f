package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.benchmark.PeerReport.Turn;
import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.Test;

class PeerReportTest {
    private static final PeerSettings SETTINGS = new PeerSettings(engine(NetworkKind.MLP, 2), 3);

    /** In training 2, 4 and 3 times as fast as eager: the median of the ratios is 3, that of the speeds 3000 / 500. */
    private static final PeerReport REPORT = new PeerReport(
            "pytorch",
            SETTINGS,
            Map.of("espalier", "0.1"),
            peers(),
            List.of(turn(1000, 500, 900), turn(4000, 1000, 5000), turn(3000, 1000, 3000)));

    private static EngineSettings engine(NetworkKind network, int replicas) {
        return new EngineSettings(network, Engine.AUTO, 64, replicas, 1, 1, 7);
    }

    private static Map<String, Map<String, String>> peers() {
        Map<String, Map<String, String>> details = new LinkedHashMap<>();
        details.put("eager", Map.of("torch", "2.9"));
        details.put("fastest", Map.of("torch", "2.9", "train", "fused Adam"));
        return details;
    }

    private static Turn turn(double ours, double eager, double fastest) {
        return new Turn(
                new Speed(ours, 2 * ours),
                Map.of("eager", new Speed(eager, 4 * eager), "fastest", new Speed(fastest, fastest)));
    }

    @Test
    void ratioIsTheMedianOfTheTurnsRatios() {
        assertThat(REPORT.toMap())
                .containsEntry("peer", "pytorch")
                .containsEntry("network", "mlp")
                .containsEntry("turns", 3)
                .containsEntry("train_samples_per_second", 3000.0)
                .containsEntry("scoring_samples_per_second", 6000.0);
        mode("eager")
                .containsEntry("train_samples_per_second", 1000.0)
                .containsEntry("train_ratio", 3.0)
                .containsEntry("train_ratios", List.of(2.0, 4.0, 3.0))
                .containsEntry("scoring_ratio", 1.5)
                .containsEntry("details", Map.of("torch", "2.9"));
        mode("fastest").containsEntry("train_ratio", 1.0);
    }

    private static MapAssert<String, Object> mode(String name) {
        return assertThat(REPORT.toMap().get("peers"))
                .extracting(name, InstanceOfAssertFactories.map(String.class, Object.class));
    }

    @Test
    void linesSayEachModeWithItsRatios() {
        assertThat(REPORT.lines())
                .containsExactly(
                        "mlp, batch 64, 2 replicas of 1 threads against pytorch: medians of 3 turns",
                        "espalier  training 3,000 samples/s, scoring 6,000 samples/s; {espalier=0.1}",
                        "eager  training 1,000 samples/s (3.00 times), scoring 4,000 samples/s (1.50 times);"
                                + " {torch=2.9}",
                        "fastest  training 3,000 samples/s (1.00 times), scoring 3,000 samples/s (2.00 times);"
                                + " {torch=2.9, train=fused Adam}");
    }

    @Test
    void roundsAgainstDl4jSparkTakeAnEpochATurn() {
        MasterSettings rounds = SETTINGS.rounds();

        assertThat(rounds.epochs()).isEqualTo(3);
        assertThat(rounds.batch()).isEqualTo(64);
        assertThat(rounds.seed()).isEqualTo(7);
        assertThat(rounds.engine()).isEqualTo(Engine.AUTO);
    }

    @Test
    void rejectsWhatCanNotBeCompared() {
        assertThatThrownBy(() -> new PeerSettings(engine(NetworkKind.MLP, 2), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Turns must be at least 1: 0");
        assertThatThrownBy(() -> new PeerSettings(engine(NetworkKind.LENET, 2), 1).rounds())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dl4j-spark is compared with network mlp and 2 replicas: lenet, 2");
    }
}
