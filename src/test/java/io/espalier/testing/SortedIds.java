package io.espalier.testing;

import io.espalier.Hashing;
import io.espalier.data.RankedIds;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;

/** Ids in memory, ranked by what a rank is defined as: the place in a sorted list. */
public final class SortedIds implements RankedIds {
    private final Map<Part, long[]> ids = new EnumMap<>(Part.class);

    /** Examples that are all given as the main part. */
    public SortedIds(long... main) {
        ids.put(Part.TRAIN, main.clone());
    }

    /** They, and some that are given as another part. */
    public SortedIds and(Part part, long... given) {
        ids.put(part, given.clone());
        return this;
    }

    @Override
    public int examples(Part givenAs) {
        return ids.getOrDefault(givenAs, new long[0]).length;
    }

    @Override
    public long[] hashes(Part givenAs, Membership among, long seed, int[] ranks) {
        long[] sorted = LongStream.of(ids.get(givenAs))
                .filter(among::has)
                .mapToObj(id -> Hashing.hash(id, seed))
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .toArray();
        return Arrays.stream(ranks).mapToLong(rank -> sorted[rank]).toArray();
    }
}
