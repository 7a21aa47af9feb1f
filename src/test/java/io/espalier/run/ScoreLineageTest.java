package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.importance.ScoreMethod;
import io.espalier.network.Activation;
import io.espalier.network.Shape;
import io.espalier.run.ScoreLineage.Column;
import io.espalier.run.ScoreLineage.Proxy;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoreLineageTest {
    private static final DataSummary DATA = new DataSummary(
            Shape.flat(64), List.of(), List.of("a", "b"), 100, 10, 20, List.of(50L, 50L), "1f", List.of());

    private static final Map<String, String> MAKERS = Map.of("espalier", "1", "kernels", "ab");

    private final PlanBuilder job = new PlanBuilder();

    @Test
    void aTableFitsTheJobThatItWasComputedFor() {
        ScoreLineage table = table(ScoreLineage.keysOf(job.build(), Proxy.Kind.SNAPSHOTS, ""));

        assertThat(table.differences(job.build(), DATA, "")).isEmpty();
    }

    @Test
    void randomScoresAreThoseOfOneSeed() {
        ScoreLineage table = table(ScoreLineage.keysOf(job.build(), Proxy.Kind.SNAPSHOTS, ""));
        job.seed = 2;

        assertThat(table.differences(job.build(), DATA, "")).isEmpty();
        job.method = ScoreMethod.RANDOM;
        assertThat(table.differences(job.build(), DATA, "")).containsExactly("importance.seed 1, here 2");
    }

    @Test
    void aNetworkIsWhatItsFileHoldsWhereverItLies() {
        job.network = file("here.json");
        ScoreLineage table = table(ScoreLineage.keysOf(job.build(), Proxy.Kind.TRAININGS, "ab"));
        job.network = file("there.json");

        assertThat(table.differences(job.build(), DATA, "ab")).isEmpty();
        assertThat(table.differences(job.build(), DATA, "cd"))
                .containsExactly("network.path SHA-256 ab, here SHA-256 cd");
    }

    private static NetworkPlan file(String path) {
        return new NetworkPlan(NetworkKind.DL4J, List.of(), Activation.RELU, 0, Optional.of(path));
    }

    @Test
    void proxiesOfOtherEpochsAreOthers() {
        ScoreLineage table = table(Map.of());
        assertThat(differences(table)).isEmpty();
        job.dynamic = new DynamicPlan(DynamicPlan.Kind.INFOBATCH, 0.5, new BigDecimal("0.875"));

        assertThat(differences(table)).containsExactly("importance.dynamic.kind none, here infobatch");
    }

    @Test
    void scoresOfAnotherVersionAndOfOtherKernelsAreOthers() {
        ScoreLineage table = table(Map.of());

        assertThat(differences(table, ScoreMethod.EL2N, Engine.COMPILED, "2", "cd"))
                .containsExactly("espalier 1, here 2", "kernels ab, here cd");
        assertThat(differences(table, ScoreMethod.EL2N, Engine.COMPILED, "1", "ab"))
                .isEmpty();
    }

    @Test
    void kernelsOfAnotherEngineAndOfNoneAreNotNamed() {
        ScoreLineage table = table(Map.of());

        assertThat(differences(table, ScoreMethod.EL2N, Engine.DL4J, "1", "cd"))
                .containsExactly("training.engine compiled, here dl4j");
        assertThat(differences(table, ScoreMethod.RANDOM, Engine.COMPILED, "1", "cd"))
                .isEmpty();
    }

    @Test
    void aTableIsTakenToTrainByWhateverComputedIt() {
        ScoreLineage table = table(ScoreLineage.keysOf(job.build(), Proxy.Kind.TRAININGS, ""));
        ScoreLineage other = new ScoreLineage(
                table.schemaVersion(),
                table.methods(),
                table.dataFingerprint(),
                table.examples(),
                table.runId(),
                table.planIdentity(),
                table.plan(),
                table.proxy(),
                ScoreComputation.of(job.build(), Engine.DL4J),
                Map.of("espalier", "2", "kernels", "cd"),
                table.seconds());

        assertThat(other.differences(job.build(), DATA, "")).isEmpty();
    }

    @Test
    void shardsThatDecideWeightsAndSumsAreNamedOnce() {
        ScoreLineage table = table(Map.of());
        job.workers = 3;

        assertThat(table.differences(
                        List.of(ScoreMethod.RANDOM, ScoreMethod.PROTOTYPE),
                        Proxy.trainings(List.of(job.build()), List.of()),
                        ScoreComputation.of(job.build(), Engine.COMPILED),
                        MAKERS))
                .containsExactly("columns el2n, random, here prototype", "training.workers 2, here 3");
    }

    private List<String> differences(ScoreLineage table) {
        return differences(table, ScoreMethod.EL2N, Engine.COMPILED, "1", "ab");
    }

    private List<String> differences(
            ScoreLineage table, ScoreMethod column, Engine engine, String version, String kernels) {
        return table.differences(
                List.of(column),
                Proxy.trainings(List.of(job.build()), List.of()),
                ScoreComputation.of(job.build(), engine),
                Map.of("espalier", version, "kernels", kernels));
    }

    private ScoreLineage table(Map<String, String> keys) {
        return new ScoreLineage(
                ScoreLineage.SCHEMA_VERSION,
                List.of(Column.of(ScoreMethod.EL2N), Column.of(ScoreMethod.RANDOM)),
                "1f",
                100,
                "run",
                "0",
                keys,
                Proxy.trainings(List.of(job.build()), List.of("ab")),
                ScoreComputation.of(job.build(), Engine.COMPILED),
                MAKERS,
                0);
    }
}
