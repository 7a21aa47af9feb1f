package io.espalier.engine;

import io.espalier.network.Activation;
import io.espalier.network.Layer.Loss;
import io.espalier.network.Layer.Output;
import io.espalier.trainer.Batch;
import java.nio.FloatBuffer;

/**
 * The loss of a network's outputs, and where the backward pass begins.
 *
 * <p>DL4J's scaling: cross-entropies are summed over the outputs of a row, squared and absolute errors are their mean; the rows' losses,
 * each times the row's weight, are summed and divided by the rows of the whole batch. An output that does not count has neither loss nor
 * gradient, whatever its target, but stays in these numbers.
 */
final class LossStep {
    /** DL4J's bounds of probabilities inside logarithms and quotients. */
    private static final float SOFTMAX_CLIP = 1e-10f;

    private static final float BINARY_CLIP = 1e-5f;

    private final Output layer;
    private final Signal output;
    private final CurrentRows rows;

    LossStep(Output layer, Signal output, CurrentRows rows) {
        this.layer = layer;
        this.output = output;
        this.rows = rows;
    }

    /** Whether the gradient is that of the values before the output's function: a softmax with cross-entropy is simple together only. */
    static boolean skipsActivation(Output layer) {
        return layer.activation() == Activation.SOFTMAX && layer.loss() == Loss.CROSS_ENTROPY;
    }

    /**
     * Writes the gradient of the loss by the outputs, or by the values before their function (see {@link #skipsActivation}).
     *
     * @return the loss of the current rows, as their part of the mean over the batch
     */
    double apply() {
        Batch batch = rows.batch();
        double sum = 0;
        for (int row = 0; row < rows.count(); row++) {
            float weight = batch.weight(rows.first() + row);
            sum += weight * rowLoss(batch, row, weight / batch.rows());
        }
        return sum / batch.rows();
    }

    private double rowLoss(Batch batch, int row, float scale) {
        FloatBuffer values = output.values().floats();
        FloatBuffer gradient = output.gradient().floats();
        int outputs = output.size();
        double loss = 0;
        for (int c = 0; c < outputs; c++) {
            int i = row * outputs + c;
            if (!batch.counts(rows.first() + row, c)) {
                gradient.put(i, 0);
                continue;
            }
            float target = batch.target(rows.first() + row, c);
            loss += loss(values.get(i), target);
            gradient.put(i, scale * slope(values.get(i), target));
        }
        return loss;
    }

    private double loss(float value, float target) {
        return switch (layer.loss()) {
            case CROSS_ENTROPY -> target == 0 ? 0 : -target * StrictMath.log(probability(value));
            case BINARY_CROSS_ENTROPY -> binaryLoss(value, target);
            case MEAN_SQUARED_ERROR -> (double) (value - target) * (value - target) / output.size();
            case MEAN_ABSOLUTE_ERROR -> (double) Math.abs(value - target) / output.size();
            case SQUARED_ERROR -> (double) (value - target) * (value - target);
            case ABSOLUTE_ERROR -> Math.abs(value - target);
        };
    }

    private float probability(float value) {
        return layer.activation() == Activation.SOFTMAX ? clip(value, SOFTMAX_CLIP) : value;
    }

    private double binaryLoss(float value, float target) {
        if (layer.activation() == Activation.SOFTMAX) {
            return target == 0 ? 0 : -target * StrictMath.log(value);
        }
        float clipped = clip(value, BINARY_CLIP);
        return -target * StrictMath.log(clipped) - (1 - target) * StrictMath.log(1 - clipped);
    }

    /** Derivative of the loss by an output, or by the value before its function. */
    private float slope(float value, float target) {
        return switch (layer.loss()) {
            case CROSS_ENTROPY -> skipsActivation(layer) ? value - target : -target / value;
            case BINARY_CROSS_ENTROPY -> {
                float clipped = clip(value, BINARY_CLIP);
                yield (clipped - target) / (clipped * (1 - clipped));
            }
            case MEAN_SQUARED_ERROR -> 2 * (value - target) / output.size();
            case MEAN_ABSOLUTE_ERROR -> Math.signum(value - target) / output.size();
            case SQUARED_ERROR -> 2 * (value - target);
            case ABSOLUTE_ERROR -> Math.signum(value - target);
        };
    }

    /** Into [epsilon, 1 - epsilon]; NaN stays. */
    private static float clip(float value, float epsilon) {
        return Math.min(Math.max(value, epsilon), 1 - epsilon);
    }
}
