package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineBenchmarkIT {
    private static final MatrixLimit LIMIT = new MatrixLimit(100, "a library");

    @ParameterizedTest
    @CsvSource({
        "MLP, DL4J, 2, 1",
        "LENET, DL4J, 2, 1",
        "RESNET, DL4J, 1, 1",
        "MLP, COMPILED, 2, 1",
        "LENET, COMPILED, 2, 1",
        "RESNET, COMPILED, 2, 1",
        "MLP, COMPILED, 1, 2",
        "LENET, AUTO, 1, 2"
    })
    void everyFigureIsMeasured(NetworkKind network, Engine engine, int replicas, int threads)
            throws InterruptedException {
        EngineSettings settings = new EngineSettings(network, engine, 4, replicas, threads, 0.001, 1);
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

    @Test
    void autoIsTheEngineThatComputes() throws InterruptedException {
        EngineSettings settings = new EngineSettings(NetworkKind.MLP, Engine.AUTO, 4, 1, 1, 0.001, 1);

        assertThat(EngineBenchmark.run(settings, LIMIT, line -> {}).lines().get(0))
                .isEqualTo("mlp, batch 4, 1 replicas of 1 threads, engine compiled: medians");
    }

    @Test
    void dl4jHasNoReplicaOfSeveralThreads() {
        EngineSettings settings = new EngineSettings(NetworkKind.MLP, Engine.DL4J, 4, 1, 2, 0.001, 1);

        assertThatThrownBy(() -> EngineBenchmark.run(settings, LIMIT, line -> {}))
                .isInstanceOf(UserException.class)
                .hasMessage("Only the compiled engine trains one model with several threads: 2");
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
