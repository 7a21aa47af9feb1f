package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import org.junit.jupiter.api.Test;

class ClusterIT {
    /** No heap of a test is this large. */
    private static final int TOO_LONG = Integer.MAX_VALUE - 8;

    @Test
    void driverThatRunsOutOfMemorySaysWhatToSet() {
        try (LocalSpark spark = new LocalSpark(1);
                Cluster cluster = Cluster.of(spark.session())) {
            assertThatThrownBy(() -> cluster.doing(() -> "continue the run", () -> new double[TOO_LONG]))
                    .isInstanceOf(UserException.class)
                    .hasMessageMatching(
                            "The driver ran out of memory \\(Java heap space\\); set ESPALIER_HEAP, or --driver-memory of"
                                    + " spark-submit, to more than \\d+m, and continue the run");
        }
    }
}
