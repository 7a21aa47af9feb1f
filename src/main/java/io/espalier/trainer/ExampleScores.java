package io.espalier.trainer;

import io.espalier.importance.Scores;

/**
 * What one forward pass says of each row: loss, margin and EL2N, in memory that is used again and again.
 *
 * <p>For classifiers whose outputs are probabilities. Filled by a replica; not thread-safe.
 */
public final class ExampleScores {
    private final int outputCount;
    private final float[] outputs;
    private final double[] losses;
    private final double[] margins;
    private final double[] el2n;

    /** Room for the scores of up to {@code capacity} rows. */
    public ExampleScores(int capacity, int outputCount) {
        this.outputCount = outputCount;
        this.outputs = new float[Math.multiplyExact(capacity, outputCount)];
        this.losses = new double[capacity];
        this.margins = new double[capacity];
        this.el2n = new double[capacity];
    }

    /** -log p of the row's class, with p at least the smallest normal float: finite unless p is NaN. */
    public double loss(int row) {
        return losses[row];
    }

    /** p of the row's class less the greatest p of another class, in [-1, 1]; with one class that p. */
    public double margin(int row) {
        return margins[row];
    }

    /** See {@link Scores#el2n}. */
    public double el2n(int row) {
        return el2n[row];
    }

    /** The outputs that the scores are computed from, row-major, [capacity x outputs]: written before {@link #score}. */
    public float[] outputs() {
        return outputs;
    }

    /** Computes the scores of the batch's rows from {@link #outputs}. */
    public void score(Batch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            int label = batch.labels()[row];
            int start = row * outputCount;
            el2n[row] = Scores.el2n(outputs, start, outputCount, label);
            losses[row] = -StrictMath.log(Math.max(outputs[start + label], Float.MIN_NORMAL));
            margins[row] = outputs[start + label] - greatestOther(start, label);
        }
    }

    private float greatestOther(int start, int label) {
        float greatest = 0;
        for (int i = 0; i < outputCount; i++) {
            if (i != label) {
                greatest = Math.max(greatest, outputs[start + i]);
            }
        }
        return greatest;
    }
}
