package io.espalier.spark.task;

import io.espalier.trainer.PackedChange;
import java.io.Serializable;

/** How a flat vector of a length is cut into slices that are averaged apart from each other. */
public record SliceCut(int length) implements Serializable {
    /** Values of each slice but the last: 4 MB of weights. */
    private static final int SLICE = 256 * PackedChange.BLOCK;

    /** Number of slices. */
    public int slices() {
        return (length + SLICE - 1) / SLICE;
    }

    /** Where a slice begins. */
    public int from(int slice) {
        return slice * SLICE;
    }

    /** Where a slice ends, exclusive. */
    public int to(int slice) {
        return (int) Math.min(length, (slice + 1L) * SLICE);
    }
}
