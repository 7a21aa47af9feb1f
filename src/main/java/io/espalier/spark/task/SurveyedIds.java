package io.espalier.spark.task;

import io.espalier.UserException;
import io.espalier.data.DataFingerprint;
import io.espalier.data.RawExample;
import java.util.Iterator;

/** The ids of a partition's rows when these are read again, one after the other. Makes sure that they are the rows that were surveyed. */
final class SurveyedIds {
    private final Iterator<Surveyed> surveyed;
    private final DataFingerprint contents = new DataFingerprint();
    private long[] chunk = {};
    private int next;

    /** Ids of a partition, with its survey at the end. */
    SurveyedIds(Iterator<Surveyed> surveyed) {
        this.surveyed = surveyed;
    }

    /**
     * The id of the next row.
     *
     * @throws UserException if fewer rows were surveyed
     */
    long next(RawExample example) {
        if (next == chunk.length) {
            chunk = chunk();
            next = 0;
        }
        contents.add(example);
        return chunk[next++];
    }

    private long[] chunk() {
        if (surveyed.hasNext() && surveyed.next() instanceof Surveyed.Identities ids) {
            return ids.values();
        }
        throw changed();
    }

    /**
     * To be called after the last row.
     *
     * @throws UserException if other rows were surveyed
     */
    void requireEnd() {
        boolean ends = next == chunk.length && surveyed.hasNext();
        if (!ends
                || !(surveyed.next() instanceof Survey survey)
                || !survey.contents().hex().equals(contents.hex())) {
            throw changed();
        }
    }

    private static UserException changed() {
        return new UserException("There are other rows than when they were read before");
    }
}
