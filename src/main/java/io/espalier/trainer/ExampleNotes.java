package io.espalier.trainer;

import io.espalier.importance.Scores;
import io.espalier.trainer.ExampleHistory.EpochWeights;
import java.util.Arrays;
import java.util.Set;

/** What a worker notes of its rows during one round: begins with what it remembers. Not thread-safe. */
final class ExampleNotes {
    private final boolean notes;
    private final float[] losses;
    private final int[] presentations;
    private final double[] margins;
    private final int[] forgettings;
    private final byte[] learning;
    private EpochWeights weights;

    /**
     * The notes of a round.
     *
     * @param before what is remembered; what is noted for the first time begins as of rows that were never presented
     * @param noted in this round
     * @param rows of the shard
     */
    ExampleNotes(ExampleHistory before, Set<Observation> noted, int rows) {
        boolean loss = noted.contains(Observation.LOSS);
        boolean margin = noted.contains(Observation.MARGIN);
        boolean forgetting = noted.contains(Observation.FORGETTING);
        this.notes = !noted.isEmpty();
        this.losses = loss ? losses(before.losses(), rows) : new float[0];
        this.presentations = Arrays.copyOf(before.presentations(), margin ? rows : 0);
        this.margins = Arrays.copyOf(before.margins(), margin ? rows : 0);
        this.forgettings = Arrays.copyOf(before.forgettings(), forgetting ? rows : 0);
        this.learning = Arrays.copyOf(before.learning(), forgetting ? rows : 0);
        this.weights = before.weights();
    }

    private static float[] losses(float[] before, int rows) {
        if (before.length == rows) {
            return before.clone();
        }
        float[] unknown = new float[rows];
        Arrays.fill(unknown, Float.NaN);
        return unknown;
    }

    /** Whether anything is noted: steps must give the scores of their rows. */
    boolean any() {
        return notes;
    }

    /** Whether last losses are among it. */
    boolean hasLosses() {
        return losses.length > 0;
    }

    /** Loss of a row when it was last presented; NaN before the first time, and where losses are not noted. */
    float lastLoss(int row) {
        return losses.length == 0 ? Float.NaN : losses[row];
    }

    EpochWeights weights() {
        return weights;
    }

    void begin(EpochWeights ofEpoch) {
        weights = ofEpoch;
    }

    /**
     * Notes a step.
     *
     * @param rows of the shard that are in the batch, in its order
     * @param outputs of the network
     */
    void add(int[] rows, Batch batch, ExampleScores scores, int outputs) {
        for (int i = 0; i < batch.rows(); i++) {
            int row = rows[i];
            if (losses.length > 0) {
                losses[row] = (float) scores.loss(i);
            }
            if (presentations.length > 0) {
                presentations[row]++;
            }
            if (margins.length > 0 || learning.length > 0) {
                addMargin(row, Scores.margin(scores.outputs(), i * outputs, outputs, batch.labels()[i]));
            }
        }
    }

    /** Notes how far the right class was from the best: above 0 where the answer is wrong. */
    private void addMargin(int row, double margin) {
        if (margins.length > 0) {
            margins[row] -= margin;
        }
        if (learning.length > 0) {
            addAnswer(row, margin < 0);
        }
    }

    private void addAnswer(int row, boolean right) {
        if (Scores.forgets(learning[row] == ExampleHistory.RIGHT, right)) {
            learning[row] = ExampleHistory.FORGOTTEN;
            forgettings[row]++;
        } else if (right) {
            learning[row] = ExampleHistory.RIGHT;
        }
    }

    /** Sum of the last losses of a batch's rows, each counted once. */
    double sumOfLosses(int[] rows, Batch batch) {
        double sum = 0;
        for (int i = 0; i < batch.rows(); i++) {
            sum += lastLoss(rows[i]);
        }
        return sum;
    }

    /**
     * What is remembered after the round; owns the notes' arrays.
     *
     * @param keepsWeights whether the epoch's weights can't be worked out again
     */
    ExampleHistory end(boolean keepsWeights) {
        return new ExampleHistory(
                losses,
                presentations,
                margins,
                forgettings,
                learning,
                keepsWeights ? weights : ExampleHistory.NONE.weights());
    }
}
