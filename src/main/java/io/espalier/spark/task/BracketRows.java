package io.espalier.spark.task;

import io.espalier.importance.Brackets;
import io.espalier.importance.ExampleRows;
import io.espalier.importance.Grouping;
import io.espalier.importance.Ranking;
import java.io.Serializable;

/**
 * The examples that a step of a search looks at: those of a group, each with its key in the ranking. Travels.
 *
 * @param brackets that the search has come to
 */
public record BracketRows(Grouping grouping, Ranking ranking, Brackets brackets) implements Serializable {
    /** Takes a row. */
    @FunctionalInterface
    interface Visitor {
        /**
         * A row of a group.
         *
         * @param first first part of its key
         * @param hash second part of its key
         */
        void row(int group, long first, long hash);
    }

    private void forEach(ExampleRows rows, Visitor visitor) {
        rows.forEach((label, score, hash) -> {
            int group = grouping.group(label, score, hash);
            if (group != Grouping.NONE) {
                visitor.row(group, ranking.first(score, hash), ranking.draw().of(hash));
            }
        });
    }

    /** Counts the examples in the bins of the brackets. */
    public long[] counts(ExampleRows rows) {
        long[] counts = new long[brackets.bins()];
        forEach(rows, (group, first, hash) -> {
            int bin = brackets.bin(group, first, hash);
            if (bin >= 0) {
                counts[bin]++;
            }
        });
        return counts;
    }

    /** Finds the examples in the brackets, when these hold only few. */
    public FoundKeys find(ExampleRows rows) {
        FoundKeys found = new FoundKeys();
        forEach(rows, (group, first, hash) -> {
            int bracket = brackets.bracket(group, first, hash);
            if (bracket >= 0) {
                found.add(bracket, first, hash);
            }
        });
        return found;
    }
}
