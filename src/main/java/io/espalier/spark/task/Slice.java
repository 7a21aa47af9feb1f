package io.espalier.spark.task;

import io.espalier.trainer.TrainingBackend.Part;
import java.io.Serializable;

/**
 * One packed piece of the data: a worker's shard of the training part, or a slice of another part.
 *
 * @param part of the data
 * @param index in the part, from 0
 */
public record Slice(Part part, int index) implements Serializable {
    /** Partition of a shuffle that makes all pieces: the training shards first, so that they are spread over executors first. */
    public int partition(int workers) {
        return part.ordinal() * workers + index;
    }

    /** The piece that a partition makes. */
    public static Slice ofPartition(int partition, int workers) {
        return new Slice(Part.values()[partition / workers], partition % workers);
    }

    /** Name of its file. */
    String fileName() {
        return part.name().toLowerCase(java.util.Locale.ROOT) + "-" + index + ".shard";
    }
}
