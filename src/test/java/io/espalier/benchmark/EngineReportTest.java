package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class EngineReportTest {
    private static final EngineReport REPORT =
            new EngineReport(settings(256, 2, 1), 50_000, 200_000, 150_000, new MatrixLimit(320, "OpenBLAS HASWELL"));

    /** 2 (2 x 784 x 512 + 3 (512 x 512 + 512 x 10)) = 3,209,216 operations an example; 50,000 a second. */
    private static final double GFLOPS = 160.4608;

    private static EngineSettings settings(int batch, int replicas, double seconds) {
        return new EngineSettings(NetworkKind.MLP, Engine.DL4J, batch, replicas, 1, seconds, 1);
    }

    @Test
    void documentHasTheseKeysAndNoOthers() {
        assertThat(REPORT.toMap())
                .containsOnlyKeys(
                        "network",
                        "engine",
                        "batch",
                        "replicas",
                        "threads",
                        "train_samples_per_second",
                        "forward_samples_per_second",
                        "scoring_samples_per_second",
                        "gflops",
                        "limit_gflops")
                .containsEntry("network", "mlp")
                .containsEntry("batch", 256)
                .containsEntry("engine", "dl4j")
                .containsEntry("replicas", 2)
                .containsEntry("threads", 1)
                .containsEntry("train_samples_per_second", 50_000.0)
                .containsEntry("forward_samples_per_second", 200_000.0)
                .containsEntry("scoring_samples_per_second", 150_000.0)
                .containsEntry("limit_gflops", 320.0);
    }

    @Test
    void operationsAreThoseThatTrainingNeeds() {
        assertThat(REPORT.toMap().get("gflops"))
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isCloseTo(GFLOPS, within(1e-6));
    }

    @Test
    void linesSaySpeedAndItsShareOfTheLimit() {
        assertThat(REPORT.lines())
                .containsExactly(
                        "mlp, batch 256, 2 replicas of 1 threads, engine dl4j: medians",
                        "training 50,000 samples/s, forward 200,000, scoring 150,000",
                        "training needs 160.5 GFLOP/s of products: 50.1 % of 320 GFLOP/s at 2048 x 2048 x 2048 on all"
                                + " cores (OpenBLAS HASWELL)");
    }

    @Test
    void rejectsImpossibleSettings() {
        assertThatThrownBy(() -> settings(0, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Batch, replicas and threads must be at least 1: 0, 2, 1");
        assertThatThrownBy(() -> settings(1, 2, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Seconds must be above 0: 0.0");
        assertThatThrownBy(() -> settings(1, 2, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Seconds must be above 0: NaN");
        assertThatThrownBy(() -> new EngineSettings(NetworkKind.MLP, Engine.COMPILED, 4, 2, 2, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Of replicas and threads one must be 1: 2, 2");
        assertThatThrownBy(() -> new EngineSettings(NetworkKind.MODEL, Engine.DL4J, 1, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Network must be mlp, lenet or resnet: model");
    }
}
