package io.espalier.importance;

import java.io.Serializable;
import java.util.List;

/**
 * The strata of all classes, class by class: each class's examples up to its cut, by score, in ranges of equal width.
 *
 * @param classes one element a class, in index order; those without examples have no strata
 */
public record Strata(List<OfClass> classes) implements Parts {
    /**
     * The strata of one class. Edge i is lowest + i width; it belongs to the stratum above it.
     *
     * @param first number of the first stratum among those of all classes
     * @param count number of strata; 0 for a class without examples
     * @param lowest score of the class
     * @param width of a stratum, not negative
     * @param cut of the last example in the strata: those after it are dropped
     */
    public record OfClass(int first, int count, double lowest, double width, Cut cut) implements Serializable {
        double edge(int stratum) {
            return stratum == 0 ? lowest : lowest + stratum * width; // the width of one stratum may be infinite
        }

        /** The last stratum that begins at or below a score. */
        int stratum(double score) {
            int low = 0;
            int high = count - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (score < edge(middle)) {
                    high = middle - 1;
                } else {
                    low = middle;
                }
            }
            return low;
        }

        /** Highest score that a stratum may hold. */
        double highest(int stratum) {
            return stratum == count - 1 ? cut.score() : Math.min(cut.score(), Math.nextDown(edge(stratum + 1)));
        }
    }

    /**
     * The last example in the strata of a class by (score, hash of {@link Draw#HARDEST_DROPPED}).
     *
     * @param hash of that draw; {@link Cell#EVERY_HASH} where none of its score is dropped
     */
    public record Cut(double score, long hash) implements Serializable {
        boolean drops(double otherScore, long otherHash) {
            return otherScore > score
                    || otherScore == score && Long.compareUnsigned(Draw.HARDEST_DROPPED.of(otherHash), hash) > 0;
        }

        boolean partsTies() {
            return hash != Cell.EVERY_HASH;
        }
    }

    public Strata {
        classes = List.copyOf(classes);
    }

    /**
     * The strata of a class.
     *
     * @param lowest key of its first example by score
     */
    static OfClass of(int first, int count, RankKey lowest, Cut cut) {
        double low = SortableBits.value(lowest.first());
        // Not (high - low) / count, which may overflow.
        return new OfClass(first, count, low, cut.score() / count - low / count, cut);
    }

    /** Those of a class without examples. */
    static OfClass none(int first) {
        return new OfClass(first, 0, 0, 0, new Cut(Double.NEGATIVE_INFINITY, 0));
    }

    @Override
    public int groups() {
        return classes.stream().mapToInt(OfClass::count).sum();
    }

    @Override
    public int group(int label, double score, long hash) {
        OfClass strata = classes.get(label);
        return strata.cut().drops(score, hash) ? NONE : strata.first() + strata.stratum(score);
    }

    @Override
    public boolean usesLabels() {
        return true;
    }

    @Override
    public List<Cell> cells(int part, long highestHash) {
        int label = label(part);
        OfClass strata = classes.get(label);
        int stratum = part - strata.first();
        double lowest = strata.edge(stratum);
        double highest = strata.highest(stratum);
        Cut cut = strata.cut();
        if (highest < cut.score() || !cut.partsTies()) {
            return List.of(new Cell(label, lowest, highest, highestHash));
        }
        // Of those with the score of the cut, some are dropped.
        Cell tied = new Cell(label, highest, highest, highestHash, cut.hash());
        return lowest < highest
                ? List.of(new Cell(label, lowest, Math.nextDown(highest), highestHash), tied)
                : List.of(tied);
    }

    @Override
    public String words(int part, ScoreWords words) {
        int label = label(part);
        OfClass strata = classes.get(label);
        int stratum = part - strata.first();
        double least = strata.edge(stratum);
        double most = strata.highest(stratum);
        return "stratum " + (words.highIsImportant() ? stratum + 1 : strata.count() - stratum) + " of "
                + strata.count() + " of class " + words.classes().get(label) + " (scores from "
                + words.lowest(least, most) + " to " + words.highest(least, most) + ")";
    }

    @Override
    public String wordsOutside(int label, ScoreWords words) {
        return "it is among the hardest examples of class " + words.classes().get(label)
                + ", which are dropped: those " + words.beyond() + " score "
                + words.score(classes.get(label).cut().score()) + ", and of those with this score some at random";
    }

    private int label(int part) {
        int low = 0;
        int high = classes.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (classes.get(middle).first() <= part) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
