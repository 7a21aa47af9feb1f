package io.espalier.run;

import io.espalier.importance.Cell;
import io.espalier.importance.Draw;
import io.espalier.importance.ScoreWords;
import io.espalier.importance.SelectionRule;
import io.espalier.importance.SelectionRule.Cells;
import io.espalier.importance.SelectionRule.Every;
import io.espalier.importance.SelectionRule.Priority;
import io.espalier.importance.SelectionRule.WithRandom;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code _lineage.json} beside a selection: from which scores, how, and where the thresholds lie, so that anybody can tell of any example
 * whether and why it is in.
 *
 * @param schemaVersion of this format
 * @param scores path of the table
 * @param score name of the column
 * @param highIsImportant whether its high values are those of important examples; if not, its negative is the importance of an example
 * @param selection how the examples were chosen
 * @param hardestDropped fraction of each class that ccs dropped first
 * @param randomFraction of the kept examples
 * @param keep fraction of all examples that was asked for
 * @param seed of the selection
 * @param examples rows of the table
 * @param count kept examples
 * @param classes all and kept examples of each class; empty where the table has no labels
 * @param strata all and kept examples of each stratum of the scores, ascending: ten of equal width, or fewer
 * @param thresholds of the kept examples
 * @param dataFingerprint of the data that the scores are of, where their lineage says it
 * @param espalier version
 */
public record SelectionLineage(
        int schemaVersion,
        String scores,
        String score,
        boolean highIsImportant,
        String selection,
        BigDecimal hardestDropped,
        BigDecimal randomFraction,
        BigDecimal keep,
        long seed,
        long examples,
        long count,
        List<ClassCount> classes,
        List<StratumCount> strata,
        Thresholds thresholds,
        Optional<String> dataFingerprint,
        String espalier) {
    /** The version that this code writes. */
    public static final int SCHEMA_VERSION = 5;

    public SelectionLineage {
        classes = List.copyOf(classes);
        strata = List.copyOf(strata);
    }

    /**
     * Examples with scores in a range. A score that two ranges share belongs to that of the more important examples.
     *
     * @param from lowest score
     * @param to highest score
     */
    public record StratumCount(double from, double to, long examples, long kept) {}

    /**
     * Examples of one class.
     *
     * @param name of the class
     */
    public record ClassCount(String name, long examples, long kept) {}

    /**
     * The rule of a selection. An example is kept when a range holds it, or its priority is high enough, or a draw at random reaches it; all are
     * kept where there is none of the three. Hashes are those of (id, seed of the hash), compared as unsigned, in hexadecimal.
     *
     * @param hashSeed under which ids are hashed
     * @param random up to this, examples are kept whatever else they are
     */
    public record Thresholds(
            long hashSeed, List<Range> ranges, Optional<PriorityThreshold> priority, Optional<DrawThreshold> random) {
        public Thresholds {
            ranges = List.copyOf(ranges);
        }

        /**
         * The thresholds of a rule.
         *
         * @param words of the column that the scores are from
         */
        public static Thresholds of(SelectionRule rule, ScoreWords words, long hashSeed) {
            if (rule instanceof Every) {
                return new Thresholds(hashSeed, List.of(), Optional.empty(), Optional.empty());
            } else if (rule instanceof Cells cells) {
                List<Range> ranges = cells.cells().stream()
                        .sorted(Comparator.comparingInt(Cell::label)
                                .thenComparingDouble(cell -> words.lowest(cell.lowest(), cell.highest())))
                        .map(cell -> Range.of(cell, words))
                        .toList();
                return new Thresholds(hashSeed, ranges, Optional.empty(), Optional.empty());
            } else if (rule instanceof Priority priority) {
                PriorityThreshold threshold = new PriorityThreshold(
                        priority.ranking().least(), priority.lowest(), hex(priority.highestHash()), priority.next());
                return new Thresholds(hashSeed, List.of(), Optional.of(threshold), Optional.empty());
            } else if (rule instanceof WithRandom mixed) {
                Thresholds chosen = of(mixed.rule(), words, hashSeed);
                return new Thresholds(
                        hashSeed,
                        chosen.ranges(),
                        chosen.priority(),
                        Optional.of(DrawThreshold.of(Draw.MIXTURE, mixed.highestHash())));
            }
            throw new AssertionError(rule);
        }
    }

    /**
     * How far a draw goes that has hashes of its own: those of (hash of the example, seed of the draw), the hash taken for an id.
     *
     * @param seed of the draw
     * @param highestHash inclusive
     */
    public record DrawThreshold(long seed, String highestHash) {
        private static DrawThreshold of(Draw draw, long highestHash) {
            return new DrawThreshold(draw.seed(), hex(highestHash));
        }
    }

    /**
     * Kept examples of one class, or of all, with a score in a range, in the column's own numbers. Ascending inside a class.
     *
     * @param label name of the class; absent where it does not matter
     * @param lowest inclusive; absent where there is no bound
     * @param highest inclusive; absent where there is no bound
     * @param highestHash inclusive
     * @param hardest where the cut of the hardest examples falls among this one score: those within it are not dropped
     */
    public record Range(
            Optional<String> label,
            OptionalDouble lowest,
            OptionalDouble highest,
            String highestHash,
            Optional<DrawThreshold> hardest) {
        private static Range of(Cell cell, ScoreWords words) {
            return new Range(
                    cell.label() == Cell.ANY_LABEL
                            ? Optional.empty()
                            : Optional.of(words.classes().get(cell.label())),
                    bound(words.lowest(cell.lowest(), cell.highest())),
                    bound(words.highest(cell.lowest(), cell.highest())),
                    hex(cell.highestHash()),
                    cell.highestOfCut() == Cell.EVERY_HASH
                            ? Optional.empty()
                            : Optional.of(DrawThreshold.of(Draw.HARDEST_DROPPED, cell.highestOfCut())));
        }

        private static OptionalDouble bound(double score) {
            return Double.isFinite(score) ? OptionalDouble.of(score) : OptionalDouble.empty();
        }
    }

    /**
     * Where priority sampling cuts. The priority of an example is max(importance, leastImportance) / u, with u = (floor(hash / 2^11) + 1) / 2^53. The
     * importance is the score, or its negative where low scores are the important ones.
     *
     * @param leastImportance that lower ones count as
     * @param lowest priority that is kept
     * @param highestHash of those with this priority
     * @param next highest priority that is not kept: the weight is max(1, next / max(importance, leastImportance))
     */
    public record PriorityThreshold(double leastImportance, double lowest, String highestHash, double next) {}

    private static String hex(long hash) {
        return String.format(Locale.ROOT, "%016x", hash);
    }
}
