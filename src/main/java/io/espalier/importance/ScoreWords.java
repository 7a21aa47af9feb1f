package io.espalier.importance;

import java.util.List;

/**
 * Says importance in the words of the column that it was read from: in the column's own numbers and direction.
 *
 * @param highIsImportant whether the column's high values are those of important examples; if not, importance is its negative
 * @param classes names, in index order
 */
public record ScoreWords(boolean highIsImportant, List<String> classes) {
    public ScoreWords {
        classes = List.copyOf(classes);
    }

    /** The column's value of an importance, never -0.0 where the sign was turned. */
    public double score(double importance) {
        return highIsImportant ? importance : 0 - importance;
    }

    /** The lowest value of the column in a range of importance. */
    public double lowest(double leastImportance, double mostImportance) {
        return score(highIsImportant ? leastImportance : mostImportance);
    }

    /** The highest value of the column in a range of importance. */
    public double highest(double leastImportance, double mostImportance) {
        return score(highIsImportant ? mostImportance : leastImportance);
    }

    /** The end of the column where the important examples are. */
    String importantEnd() {
        return highIsImportant ? "highest" : "lowest";
    }

    /** The other end of the column. */
    String unimportantEnd() {
        return highIsImportant ? "lowest" : "highest";
    }

    /** Where in the column the examples lie that are more important than one. */
    String beyond() {
        return highIsImportant ? "above" : "below";
    }
}
