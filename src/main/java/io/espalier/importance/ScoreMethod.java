package io.espalier.importance;

import io.espalier.Words;

/**
 * How the importance of an example is measured. The formulas, with their papers and ranges, are in {@link Scores}; each has a card in
 * docs/methods.
 *
 * <p>The name in lower case is the word of job files and the column of score tables.
 */
public enum ScoreMethod {
    /** {@link Scores#loss}. */
    LOSS(Origin.OUTPUTS, true, true),
    /** {@link Scores#margin}. */
    MARGIN(Origin.OUTPUTS, true, true),
    /** {@link Scores#entropy}. */
    ENTROPY(Origin.OUTPUTS, false, true),
    /** {@link Scores#leastConfidence}. */
    LEAST_CONFIDENCE(Origin.OUTPUTS, false, true),
    /** {@link Scores#el2n}. */
    EL2N(Origin.OUTPUTS, true, true),
    /** {@link Scores#grand}. */
    GRAND(Origin.PENULTIMATE, true, true),
    /** {@link Scores#forgets}, counted. */
    FORGETTING(Origin.TRAINING, true, true),
    /** {@link Scores#margin} with the opposite sign, its mean: the one method whose low values are the important ones. */
    AUM(Origin.TRAINING, true, false),
    /** {@link Scores#distance} to the centroid of the example's class, or of its cluster. */
    PROTOTYPE(Origin.PENULTIMATE, false, true),
    /** {@link Scores#random}. */
    RANDOM(Origin.ID, false, true);

    private final Origin origin;
    private final boolean needsLabels;
    private final boolean highIsImportant;

    ScoreMethod(Origin origin, boolean needsLabels, boolean highIsImportant) {
        this.origin = origin;
        this.needsLabels = needsLabels;
        this.highIsImportant = highIsImportant;
    }

    /** What a score is computed from. */
    public enum Origin {
        /** The network's outputs of one forward pass. */
        OUTPUTS,
        /** The outputs, and the penultimate features: what goes into the network's last layer. */
        PENULTIMATE,
        /** What every step of a training computes anyway; there is no score without a training. */
        TRAINING,
        /** The id alone. */
        ID;

        /** Whether a network goes over the examples for it, with the weights that it has at the time. */
        public boolean needsWeights() {
            return this == OUTPUTS || this == PENULTIMATE;
        }
    }

    /** What a score is computed from. */
    public Origin origin() {
        return origin;
    }

    /** Whether it is collected while a network trains, and can't be had from a trained one. */
    public boolean collectedDuringTraining() {
        return origin == Origin.TRAINING;
    }

    /** Whether there is no score without the example's class. */
    public boolean needsLabels() {
        return needsLabels;
    }

    /** Whether a high score means an important example; else a low one does. */
    public boolean highIsImportant() {
        return highIsImportant;
    }

    /** Whether importance may be below 0: that of a margin is wherever the answer is right. */
    public boolean mayBeNegative() {
        return this == MARGIN || this == AUM;
    }

    /** A score as importance, higher = more important: what selectors order by. */
    public double importance(double score) {
        return highIsImportant ? score : -score;
    }

    /** The word in job files, and the column of score tables. */
    public String column() {
        return Words.word(this);
    }
}
