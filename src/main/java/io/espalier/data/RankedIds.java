package io.espalier.data;

import io.espalier.trainer.TrainingBackend.Part;
import java.io.Serializable;

/** The examples that a split is made from, wherever their ids are: how many there are, and which hash stands at a rank. */
public interface RankedIds {
    /** Tells some ids from the others. Travels to where the ids are. */
    @FunctionalInterface
    interface Membership extends Serializable {
        /** Whether an example is one of them. */
        boolean has(long id);
    }

    /** Number of examples that were given as a part; as TRAIN those of {@code data.path}. */
    int examples(Part givenAs);

    /**
     * The hashes at some ranks, among the ids of some examples that were given as a part: {@link io.espalier.Hashing#hash hash}(id, seed),
     * ascending and unsigned.
     *
     * @param among which of the examples are ranked
     * @param ranks from 0 to before their number
     * @return one hash a rank
     */
    long[] hashes(Part givenAs, Membership among, long seed, int[] ranks);
}
