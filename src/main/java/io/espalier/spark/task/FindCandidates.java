package io.espalier.spark.task;

import io.espalier.importance.Brackets;
import io.espalier.importance.KeySearch.Candidate;
import io.espalier.importance.RankKey;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** Finds the rows of a table that lie in brackets, when these hold only few. */
public final class FindCandidates implements FlatMapFunction<Iterator<InternalRow>, FindCandidates.Found> {
    private static final long serialVersionUID = 1L;

    private final BracketRows looked;

    /** A task for the last step of a search. */
    public FindCandidates(BracketRows looked) {
        this.looked = looked;
    }

    @Override
    public Iterator<Found> call(Iterator<InternalRow> rows) {
        Brackets brackets = looked.brackets();
        Found found = new Found();
        looked.forEach(rows, (group, first, hash) -> {
            int bracket = brackets.bracket(group, first, hash);
            if (bracket >= 0) {
                found.add(bracket, first, hash);
            }
        });
        return List.of(found).iterator();
    }

    /** Candidates of one partition, in arrays: as objects they would take several times the memory. */
    public static final class Found implements Serializable {
        private static final long serialVersionUID = 1L;

        private int[] brackets = new int[16];
        private long[] firsts = new long[16];
        private long[] hashes = new long[16];
        private int size;

        private void add(int bracket, long first, long hash) {
            if (size == brackets.length) {
                brackets = Arrays.copyOf(brackets, 2 * size);
                firsts = Arrays.copyOf(firsts, 2 * size);
                hashes = Arrays.copyOf(hashes, 2 * size);
            }
            brackets[size] = bracket;
            firsts[size] = first;
            hashes[size++] = hash;
        }

        /** The candidates. */
        public Stream<Candidate> candidates() {
            return IntStream.range(0, size)
                    .mapToObj(i -> new Candidate(brackets[i], new RankKey(firsts[i], hashes[i])));
        }
    }
}
