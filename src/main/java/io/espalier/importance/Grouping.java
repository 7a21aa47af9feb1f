package io.espalier.importance;

import java.io.Serializable;

/** A split of examples into groups; some may belong to none. */
public sealed interface Grouping extends Serializable
        permits Parts,
                ScoreRanges,
                Grouping.Outside,
                Grouping.KeptOfClass,
                Grouping.OfEachClass,
                Grouping.ByFate,
                Grouping.Before {
    /** The group of examples that belong to none. */
    int NONE = -1;

    /** Number of groups. */
    int groups();

    /**
     * The group of an example, or {@link #NONE}.
     *
     * @param label class index
     * @param hash {@code Hashing.hash(id, seed)}
     */
    int group(int label, double score, long hash);

    /** Whether {@link #group} looks at the label. */
    boolean usesLabels();

    /** Number of examples of each group. */
    default long[] counts(ExampleRows rows) {
        long[] counts = new long[groups()];
        rows.forEach((label, score, hash) -> {
            int group = group(label, score, hash);
            if (group != NONE) {
                counts[group]++;
            }
        });
        return counts;
    }

    /** One group: the examples that a rule leaves out. */
    record Outside(SelectionRule rule) implements Grouping {
        @Override
        public int groups() {
            return 1;
        }

        @Override
        public int group(int label, double score, long hash) {
            return rule.keeps(label, score, hash) ? NONE : 0;
        }

        @Override
        public boolean usesLabels() {
            return rule.usesLabels();
        }
    }

    /** The examples that a rule keeps, by class. */
    record KeptOfClass(SelectionRule rule, int groups) implements Grouping {
        @Override
        public int group(int label, double score, long hash) {
            return rule.keeps(label, score, hash) ? label : NONE;
        }

        @Override
        public boolean usesLabels() {
            return true;
        }
    }

    /** The groups of another grouping in each class: group g of class c is c times their number + g. */
    record OfEachClass(Grouping grouping, int classes) implements Grouping {
        @Override
        public int groups() {
            return Math.multiplyExact(classes, grouping.groups());
        }

        @Override
        public int group(int label, double score, long hash) {
            int group = grouping.group(label, score, hash);
            return group == NONE ? NONE : label * grouping.groups() + group;
        }

        @Override
        public boolean usesLabels() {
            return true;
        }
    }

    /** Two groups for each group g of another grouping: 2 g are its examples that a rule leaves out, 2 g + 1 those that it keeps. */
    record ByFate(Grouping grouping, SelectionRule rule) implements Grouping {
        @Override
        public int groups() {
            return Math.multiplyExact(2, grouping.groups());
        }

        @Override
        public int group(int label, double score, long hash) {
            int group = grouping.group(label, score, hash);
            return group == NONE ? NONE : 2 * group + (rule.keeps(label, score, hash) ? 1 : 0);
        }

        /** Whether the examples of a group are kept; those of no group are not known to be. */
        public static boolean isKept(int group) {
            return group % 2 == 1; // NONE % 2 is -1
        }

        @Override
        public boolean usesLabels() {
            return grouping.usesLabels() || rule.usesLabels();
        }
    }

    /** One group: the examples of a part that come before a key. */
    record Before(Parts parts, int part, Ranking ranking, RankKey key) implements Grouping {
        @Override
        public int groups() {
            return 1;
        }

        @Override
        public int group(int label, double score, long hash) {
            boolean before = parts.group(label, score, hash) == part
                    && ranking.key(score, hash).compareTo(key) < 0;
            return before ? 0 : NONE;
        }

        @Override
        public boolean usesLabels() {
            return parts.usesLabels();
        }
    }
}
