package io.espalier.importance;

import java.io.Serializable;

/** An order of examples: ascending by {@link #first}, unsigned; where that is equal, by the hash of a draw. */
public sealed interface Ranking extends Serializable {
    /**
     * The first 64 bits of an example's {@link RankKey}.
     *
     * @param score finite
     * @param hash {@code Hashing.hash(id, seed)}
     */
    long first(double score, long hash);

    /** Whose hash decides where the first bits are equal. */
    default Draw draw() {
        return Draw.CHOICE;
    }

    /** Where an example stands. */
    default RankKey key(double score, long hash) {
        return new RankKey(first(score, hash), draw().of(hash));
    }

    /** Which examples come first, for people: "those with ...". */
    String words(ScoreWords words);

    /** By the hash of a draw alone: at random. */
    record ByHash(Draw draw) implements Ranking {
        /** The order in which examples are chosen. */
        public ByHash() {
            this(Draw.CHOICE);
        }

        @Override
        public long first(double score, long hash) {
            return draw.of(hash);
        }

        @Override
        public String words(ScoreWords words) {
            return "the lowest hashes";
        }
    }

    /** By descending score. */
    record HighestFirst() implements Ranking {
        @Override
        public long first(double score, long hash) {
            return ~SortableBits.of(score);
        }

        @Override
        public String words(ScoreWords words) {
            return "the " + words.importantEnd() + " scores, equal ones by hash";
        }
    }

    /** By ascending score, equal ones by the hash of a draw. */
    record LowestFirst(Draw draw) implements Ranking {
        /** The order in which examples are chosen. */
        public LowestFirst() {
            this(Draw.CHOICE);
        }

        @Override
        public long first(double score, long hash) {
            return SortableBits.of(score);
        }

        @Override
        public String words(ScoreWords words) {
            return "the " + words.unimportantEnd() + " scores, equal ones by hash";
        }
    }

    /**
     * By descending priority max(score, least) / u, where u is the hash as a number in (0, 1]: the order of priority sampling.
     *
     * @param least positive; lower scores count as this
     */
    record ByPriority(double least) implements Ranking {
        private static final int HASH_BITS = 53;

        /** Priority of an example. */
        double priority(double score, long hash) {
            double u = ((hash >>> (Long.SIZE - HASH_BITS)) + 1) * 0x1.0p-53;
            return Math.max(score, least) / u;
        }

        @Override
        public long first(double score, long hash) {
            return ~SortableBits.of(priority(score, hash));
        }

        @Override
        public String words(ScoreWords words) {
            return "the highest priorities, " + (words.highIsImportant() ? "" : "-") + "score / u(hash)";
        }
    }
}
