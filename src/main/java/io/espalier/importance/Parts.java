package io.espalier.importance;

import java.util.List;

/** The groups among which a selector shares out the examples that are kept. */
public sealed interface Parts extends Grouping permits Parts.Everything, Parts.Classes, Strata {
    /** Cells that hold the examples of a part with a hash up to a threshold. */
    List<Cell> cells(int part, long highestHash);

    /** What a part is, for people. */
    String words(int part, ScoreWords words);

    /** Why an example of a class is in no part, for people. */
    String wordsOutside(int label, ScoreWords words);

    /** One part: all examples. */
    record Everything() implements Parts {
        @Override
        public int groups() {
            return 1;
        }

        @Override
        public int group(int label, double score, long hash) {
            return 0;
        }

        @Override
        public boolean usesLabels() {
            return false;
        }

        @Override
        public List<Cell> cells(int part, long highestHash) {
            return List.of(Cell.ofAnyLabel(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, highestHash));
        }

        @Override
        public String words(int part, ScoreWords words) {
            return "all examples";
        }

        @Override
        public String wordsOutside(int label, ScoreWords words) {
            throw new IllegalStateException("Every example is in the one part");
        }
    }

    /** The classes. */
    record Classes(int groups) implements Parts {
        @Override
        public int group(int label, double score, long hash) {
            return label;
        }

        @Override
        public boolean usesLabels() {
            return true;
        }

        @Override
        public List<Cell> cells(int part, long highestHash) {
            return List.of(new Cell(part, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, highestHash));
        }

        @Override
        public String words(int part, ScoreWords words) {
            return "class " + words.classes().get(part);
        }

        @Override
        public String wordsOutside(int label, ScoreWords words) {
            throw new IllegalStateException("Every example has a class");
        }
    }
}
