package io.espalier.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;

/**
 * DL4J's loss of a network with a factor for each row: what a row adds to the loss and to the gradient is multiplied with it.
 *
 * <p>DL4J's own weights can't do that: its label mask multiplies what the last layer gives before its function too, so that any weight but
 * 0 and 1 changes the outputs, and the weights of its losses are of outputs, not of rows. Without factors it is the loss that it
 * stands for, to the bit. Never part of an exported configuration. Used by one thread at a time.
 */
final class WeightedLoss implements ILossFunction {
    private static final long serialVersionUID = 1L;

    private final ILossFunction loss;
    private transient @Nullable INDArray factors;

    private WeightedLoss(ILossFunction loss) {
        this.loss = loss;
    }

    /** Takes the place of the loss of a model that begins to be trained. */
    static WeightedLoss of(Layer[] layers) {
        WeightedLoss weighted = new WeightedLoss(output(layers).getLossFn());
        weighted.install(layers);
        return weighted;
    }

    /** Takes the place of the loss of a model whose own is the same. */
    void install(Layer[] layers) {
        output(layers).setLossFn(this);
    }

    private static BaseOutputLayer output(Layer[] layers) {
        for (Layer layer : layers) {
            if (layer.conf().getLayer() instanceof BaseOutputLayer output) {
                return output;
            }
        }
        throw new IllegalStateException("The model has no output layer");
    }

    /** Factors of the rows from now on, [rows x 1]. */
    void weigh(INDArray newFactors) {
        factors = newFactors;
    }

    /** All rows count once from now on. */
    void weighAlike() {
        factors = null;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask, boolean average) {
        if (factors == null) {
            return loss.computeScore(labels, preOutput, activationFn, mask, average);
        }
        double sum = computeScoreArray(labels, preOutput, activationFn, mask)
                        .sumNumber()
                        .doubleValue()
                / perRow(labels);
        return average ? sum / labels.size(0) : sum;
    }

    /** DL4J M2.1 divides the sum of its mean absolute errors by the number of outputs, but not their array. */
    private double perRow(INDArray labels) {
        return loss instanceof LossMAE ? labels.size(1) : 1;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask) {
        return weighted(loss.computeScoreArray(labels, preOutput, activationFn, mask));
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask) {
        return weighted(loss.computeGradient(labels, preOutput, activationFn, mask));
    }

    private INDArray weighted(INDArray ofRows) {
        return factors == null ? ofRows : ofRows.muliColumnVector(factors);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask, boolean average) {
        return new Pair<>(
                computeScore(labels, preOutput, activationFn, mask, average),
                computeGradient(labels, preOutput, activationFn, mask));
    }

    @Override
    public String name() {
        return loss.name();
    }
}
