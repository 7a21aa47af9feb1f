package io.espalier.spark.task;

import io.espalier.importance.KeySearch.Candidate;
import io.espalier.importance.RankKey;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Keys in brackets, in arrays: as objects they would take several times the memory. */
public final class FoundKeys implements Serializable {
    private static final long serialVersionUID = 1L;

    private int[] brackets = new int[16];
    private long[] firsts = new long[16];
    private long[] hashes = new long[16];
    private int size;

    void add(int bracket, long first, long hash) {
        if (size == brackets.length) {
            brackets = Arrays.copyOf(brackets, 2 * size);
            firsts = Arrays.copyOf(firsts, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        brackets[size] = bracket;
        firsts[size] = first;
        hashes[size++] = hash;
    }

    /** They, as a search takes them. */
    public Stream<Candidate> candidates() {
        return IntStream.range(0, size).mapToObj(i -> new Candidate(brackets[i], new RankKey(firsts[i], hashes[i])));
    }
}
