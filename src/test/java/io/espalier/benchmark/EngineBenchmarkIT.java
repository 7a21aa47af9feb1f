package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.TrainingPlan.Engine;
import io.espalier.run.TrainingPlan.NetworkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineBenchmarkIT {
    private static final MatrixLimit LIMIT = new MatrixLimit(100, "a library");

    @ParameterizedTest
    @CsvSource({"MLP, DL4J", "LENET, DL4J", "RESNET, DL4J", "MLP, COMPILED"})
    void everyFigureOfEveryNetworkIsMeasured(NetworkKind network, Engine engine) throws InterruptedException {
        EngineSettings settings = new EngineSettings(network, engine, 4, 2, 1, 0.001, 1);
        List<String> lines = new ArrayList<>();

        Map<String, Object> report =
                EngineBenchmark.run(settings, LIMIT, lines::add).toMap();

        assertThat(report)
                .containsEntry("limit_gflops", 100.0)
                .extractingByKeys(
                        "train_samples_per_second", "forward_samples_per_second", "scoring_samples_per_second")
                .allSatisfy(rate -> assertThat((Double) rate).isPositive());
        assertThat(lines).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"DL4J", "COMPILED"})
    void replicasLearnTheImages(Engine engine) throws InterruptedException {
        EngineSettings settings = new EngineSettings(NetworkKind.MLP, engine, 32, 2, 1, 1, 1);

        try (BareThreads<BareReplica> replicas = EngineBenchmark.replicas(settings)) {
            assertThat(replicas.samplesPerSecond(1, BareReplica::train)).isPositive();
            double first = replicas.loss();
            assertThat(replicas.samplesPerSecond(64, BareReplica::train)).isPositive();
            // ten classes: about log 10 at first; a fifth of the labels says nothing
            assertThat(first).isBetween(1.5, 4.0);
            assertThat(replicas.loss()).isLessThan(0.7 * first);
        }
    }
}
