package io.espalier.spark;

import java.util.function.Supplier;

/**
 * The run or the scoring that jobs belong to.
 *
 * @param id tells those on one cluster apart
 * @param afterwards what a person does when the cause of a failure is removed, after "and"
 */
public record JobOwner(String id, Supplier<String> afterwards) {
    /** A run that has something to go on from. */
    public static JobOwner resumable(String id) {
        return new JobOwner(id, () -> "continue the run with --resume " + id);
    }
}
