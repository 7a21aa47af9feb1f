package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import org.junit.jupiter.api.Test;

class MasterCheckTest {
    /** 1.5 times 300 MB. */
    @Test
    void heapThatSparkDoesNotStartInIsRefused() {
        assertThatCode(() -> MasterCheck.requireHeap(450L << 20)).doesNotThrowAnyException();
        assertThatThrownBy(() -> MasterCheck.requireHeap(362L << 20))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "Spark needs a heap of at least 450 MB, not counting the part that a collector keeps free, and"
                                + " has 362 MB; set ESPALIER_HEAP to at least 500m");
    }
}
