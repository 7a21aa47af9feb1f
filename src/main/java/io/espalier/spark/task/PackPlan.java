package io.espalier.spark.task;

import io.espalier.data.ExampleIds;
import io.espalier.data.Labels;
import io.espalier.data.SplitPlan;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Everything that turns a row of a source into a row of a shard; broadcast to the packing tasks.
 *
 * @param split part and shard of an id
 * @param labels index of a label
 * @param featureCount values of an example
 * @param sources per partition of the source: which part it was given as, and the numbers of repeated rows
 */
public record PackPlan(SplitPlan split, Labels labels, int featureCount, List<SourcePartition> sources)
        implements Serializable {
    /**
     * One partition of the source.
     *
     * @param givenAs part that its file was given as
     * @param keyed whether rows have keys
     * @param repeated for content that occurs more than once in the part: occurrences before this partition
     */
    public record SourcePartition(Part givenAs, boolean keyed, Map<Long, Long> repeated) implements Serializable {}

    /** Gives the rows of one partition their ids, in their order. Not thread-safe. */
    static final class Numbering {
        private final SourcePartition source;
        private final Map<Long, Long> next;

        Numbering(SourcePartition source) {
            this.source = source;
            this.next = new java.util.HashMap<>(source.repeated());
        }

        long id(long identity) {
            if (source.keyed()) {
                return identity;
            }
            Long occurrence = next.get(identity);
            if (occurrence == null) {
                return ExampleIds.id(identity, 0);
            }
            next.put(identity, occurrence + 1);
            return ExampleIds.id(identity, occurrence);
        }
    }
}
