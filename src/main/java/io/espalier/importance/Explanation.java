package io.espalier.importance;

import io.espalier.importance.SelectionRule.WithRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Why one example is in a selection or out of it.
 *
 * @param kept whether it is in
 * @param lines of text for people
 */
public record Explanation(boolean kept, List<String> lines) {
    public Explanation {
        lines = List.copyOf(lines);
    }

    /**
     * A scored example.
     *
     * @param label class index
     * @param score as importance
     * @param hash {@code Hashing.hash(id, seed)} with the seed of the selection
     */
    public record Example(long id, int label, double score, long hash) {}

    /**
     * Explains a choice.
     *
     * @param examples among which it was made
     * @param words of the column that the scores are from
     */
    public static Explanation of(Example example, Choice choice, OrderStatistics examples, ScoreWords words) {
        List<String> lines = new ArrayList<>();
        lines.add("example " + example.id() + ": class " + words.classes().get(example.label()) + ", score "
                + words.score(example.score()) + ", hash " + hex(example.hash()));
        lines.add(place(example, choice.allotment(), examples, words));
        SelectionRule rule = choice.rule();
        if (rule instanceof WithRandom mixed) {
            lines.add("of the others, "
                    + (kept(examples, rule) - choice.allotment().count())
                    + " are kept at random: those with a hash up to " + hex(mixed.highestHash()));
        }
        boolean kept = rule.keeps(example.label(), example.score(), example.hash());
        lines.add(kept ? "kept, weight " + rule.weight(example.label(), example.score(), example.hash()) : "not kept");
        return new Explanation(kept, lines);
    }

    private static String place(Example example, Allotment allotment, OrderStatistics examples, ScoreWords words) {
        Parts parts = allotment.parts();
        int part = parts.group(example.label(), example.score(), example.hash());
        if (part == Grouping.NONE) {
            return parts.wordsOutside(example.label(), words);
        }
        RankKey key = allotment.ranking().key(example.score(), example.hash());
        int before = examples.sizes(new Grouping.Before(parts, part, allotment.ranking(), key))
                .get(0);
        return parts.words(part, words) + ": " + allotment.kept().get(part) + " of "
                + allotment.sizes().get(part) + " are kept, those with "
                + allotment.ranking().words(words)
                + "; it is number " + (before + 1) + " by that order";
    }

    private static int kept(OrderStatistics examples, SelectionRule rule) {
        return examples.sizes(new Grouping.KeptOfClass(rule, examples.classes())).stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static String hex(long hash) {
        return "0x" + Long.toHexString(hash);
    }
}
