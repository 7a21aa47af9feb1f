package io.espalier.spark.task;

import io.espalier.data.ExampleIds;
import io.espalier.data.RawExample;
import java.util.Iterator;
import java.util.Map;

/** The ids of a partition's rows when these are read again, one after the other. Makes sure that they are the rows that were surveyed. */
final class SurveyedIds {
    private static final long[] NONE = {};

    private final Iterator<Surveyed> surveyed;
    private final Map<Integer, Long> sequences;
    private final RowSequence sequence = new RowSequence();
    private long[] chunk = NONE;
    private int next;

    /**
     * Ids of a partition.
     *
     * @param surveyed they, with the survey of the partition at the end; made again where they were lost
     * @param sequences what the first survey found in each partition
     */
    SurveyedIds(Iterator<Surveyed> surveyed, Map<Integer, Long> sequences) {
        this.surveyed = surveyed;
        this.sequences = sequences;
    }

    /**
     * The id of the next row.
     *
     * @throws SourceChangedException if fewer rows were surveyed
     */
    long next(RawExample row) {
        if (next == chunk.length) {
            chunk = chunk();
            next = 0;
        }
        sequence.add(row, ExampleIds.contentHash(row.features(), row.label()));
        return chunk[next++];
    }

    private long[] chunk() {
        if (surveyed.hasNext() && surveyed.next() instanceof Surveyed.Identities ids) {
            return ids.values();
        }
        throw new SourceChangedException();
    }

    /**
     * To be called after the last row.
     *
     * @throws SourceChangedException if the rows are others than those that were surveyed, or in another order
     */
    void requireEnd() {
        boolean ends = next == chunk.length && surveyed.hasNext();
        if (!ends || !(surveyed.next() instanceof Survey survey) || !isKnown(survey.partition())) {
            throw new SourceChangedException();
        }
    }

    private boolean isKnown(int partition) {
        Long known = sequences.get(partition);
        return known != null && known == sequence.hash();
    }
}
