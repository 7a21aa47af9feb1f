package io.espalier.dl4j;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Window;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * The network's layer of a DL4J configuration: the way back from {@link LayerConfigurations}.
 *
 * <p>Whatever a DL4J layer has that the network can't carry is refused by name; nothing is dropped in silence.
 */
final class LayerDescriptions {
    private static final String SUPPORTED =
            "supported are DenseLayer, ConvolutionLayer, Convolution1DLayer, SubsamplingLayer, Subsampling1DLayer, GlobalPoolingLayer, "
                    + "BatchNormalization, DropoutLayer, ActivationLayer, EmbeddingSequenceLayer, LSTM, LastTimeStep(LSTM), SelfAttentionLayer, OutputLayer";

    private static final int HEIGHT = 0;
    private static final int WIDTH = 1;

    private LayerDescriptions() {}

    /** The layer; throws {@link IllegalArgumentException} that names the layer and what of it is not supported. */
    static Layer of(org.deeplearning4j.nn.conf.layers.Layer layer, String name) {
        requirePlain(unwrapped(layer), name);
        Class<?> type = layer.getClass();
        if (type == DenseLayer.class) {
            return dense((DenseLayer) layer, name);
        }
        if (type == ConvolutionLayer.class) {
            return convolution((ConvolutionLayer) layer, name);
        }
        if (type == SubsamplingLayer.class) {
            return pooling((SubsamplingLayer) layer, name);
        }
        if (type == Convolution1DLayer.class || type == Convolution1D.class) {
            return sequenceConvolution((Convolution1DLayer) layer, name);
        }
        if (type == Subsampling1DLayer.class) {
            return sequencePooling((Subsampling1DLayer) layer, name);
        }
        if (type == GlobalPoolingLayer.class) {
            GlobalPoolingLayer pooling = (GlobalPoolingLayer) layer;
            require(
                    pooling.isCollapseDimensions() && allPositions(pooling.getPoolingDimensions()),
                    name,
                    "pooling dimensions");
            return new Layer.GlobalPooling(kind(pooling.getPoolingType().name(), name));
        }
        if (type == BatchNormalization.class) {
            return normalization((BatchNormalization) layer, name);
        }
        if (type == DropoutLayer.class) {
            return new Layer.Dropout(dropped(layer.getIDropout(), name));
        }
        if (type == ActivationLayer.class) {
            return new Layer.Activate(Activations.describe(((ActivationLayer) layer).getActivationFn(), name));
        }
        if (type == OutputLayer.class) {
            return output((OutputLayer) layer, name);
        }
        return sequenceLayer(layer, name);
    }

    /** Fraction that a layer drops from its own input before it computes; 0 for a layer without dropout. */
    static double inputDropout(org.deeplearning4j.nn.conf.layers.Layer layer, String name) {
        IDropout dropout = unwrapped(layer).getIDropout();
        return dropout == null || layer instanceof DropoutLayer ? 0 : dropped(dropout, name);
    }

    /** The layer itself, of one that gives its last position only: the wrapper knows nothing of what was set on it. */
    private static org.deeplearning4j.nn.conf.layers.Layer unwrapped(org.deeplearning4j.nn.conf.layers.Layer layer) {
        return layer instanceof LastTimeStep last ? last.getUnderlying() : layer;
    }

    private static boolean allPositions(int @Nullable [] dimensions) {
        return dimensions == null || Arrays.equals(dimensions, new int[] {2, 3});
    }

    private static Layer dense(DenseLayer dense, String name) {
        require(!dense.hasLayerNorm(), name, "layer normalisation");
        return new Layer.Dense(
                Math.toIntExact(dense.getNOut()), Activations.describe(dense.getActivationFn(), name), dense.hasBias());
    }

    private static Layer convolution(ConvolutionLayer convolution, String name) {
        require(convolution.getCnn2dDataFormat() == CNN2DFormat.NCHW, name, "the format NHWC");
        boolean same = same(convolution.getConvolutionMode(), name);
        return convolution(convolution, new Window(side(convolution, HEIGHT), side(convolution, WIDTH), same), name);
    }

    private static Layer sequenceConvolution(Convolution1DLayer convolution, String name) {
        require(convolution.getRnnDataFormat() == RNNFormat.NCW, name, "the format NWC");
        boolean same = same(convolution.getConvolutionMode(), name);
        return convolution(convolution, Window.ofSequence(side(convolution, HEIGHT), same), name);
    }

    private static Layer convolution(ConvolutionLayer convolution, Window window, String name) {
        return new Layer.Convolution(
                Math.toIntExact(convolution.getNOut()),
                window,
                Activations.describe(convolution.getActivationFn(), name),
                convolution.hasBias());
    }

    private static Window.Side side(ConvolutionLayer convolution, int axis) {
        return new Window.Side(
                convolution.getKernelSize()[axis],
                convolution.getStride()[axis],
                convolution.getPadding()[axis],
                convolution.getDilation()[axis]);
    }

    private static Layer pooling(SubsamplingLayer pooling, String name) {
        require(pooling.getCnn2dDataFormat() == CNN2DFormat.NCHW, name, "the format NHWC");
        boolean same = same(pooling.getConvolutionMode(), name);
        return pooling(pooling, new Window(side(pooling, HEIGHT, name), side(pooling, WIDTH, name), same), name);
    }

    private static Layer sequencePooling(Subsampling1DLayer pooling, String name) {
        boolean same = same(pooling.getConvolutionMode(), name);
        return pooling(pooling, Window.ofSequence(side(pooling, HEIGHT, name), same), name);
    }

    private static Layer pooling(SubsamplingLayer pooling, Window window, String name) {
        require(!pooling.isAvgPoolIncludePadInDivisor(), name, "padding in the divisor of an average");
        return new Layer.Pooling(kind(pooling.getPoolingType().name(), name), window);
    }

    private static Window.Side side(SubsamplingLayer pooling, int axis, String name) {
        require(pooling.getDilation()[axis] == 1, name, "dilation");
        return new Window.Side(pooling.getKernelSize()[axis], pooling.getStride()[axis], pooling.getPadding()[axis], 1);
    }

    /**
     * DL4J's batch normalisation ignores the activation of its configuration. Whether it keeps the variance or log10 of the standard
     * deviation is a matter of its stored values, not of the network.
     */
    private static Layer normalization(BatchNormalization norm, String name) {
        require(!norm.isLockGammaBeta(), name, "fixed gamma and beta");
        require(norm.getCnn2DFormat() == CNN2DFormat.NCHW, name, "the format NHWC");
        return new Layer.BatchNormalization(norm.getEps(), norm.getDecay(), Activation.IDENTITY);
    }

    private static Layer output(OutputLayer output, String name) {
        Layer.Loss loss = loss(output.getLossFn(), name);
        return new Layer.Output(
                Math.toIntExact(output.getNOut()),
                Activations.describe(output.getActivationFn(), name),
                loss,
                output.hasBias());
    }

    private static Layer sequenceLayer(org.deeplearning4j.nn.conf.layers.Layer layer, String name) {
        if (layer.getClass() == EmbeddingSequenceLayer.class) {
            EmbeddingSequenceLayer embedding = (EmbeddingSequenceLayer) layer;
            require(!embedding.hasBias(), name, "a bias");
            require(
                    Activations.describe(embedding.getActivationFn(), name) == Activation.IDENTITY,
                    name,
                    "an activation");
            return new Layer.Embedding(Math.toIntExact(embedding.getNIn()), Math.toIntExact(embedding.getNOut()));
        }
        if (layer.getClass() == LSTM.class) {
            return lstm((LSTM) layer, false, name);
        }
        if (layer.getClass() == LastTimeStep.class
                && ((LastTimeStep) layer).getUnderlying().getClass() == LSTM.class) {
            return lstm((LSTM) ((LastTimeStep) layer).getUnderlying(), true, name);
        }
        if (layer.getClass() == SelfAttentionLayer.class) {
            SelfAttentionLayer attention = (SelfAttentionLayer) layer;
            require(
                    attention.isProjectInput() && attention.getNIn() == attention.getNOut(),
                    name,
                    "no projection back to its input's width");
            return new Layer.SelfAttention(attention.getNHeads(), Math.toIntExact(attention.getHeadSize()));
        }
        throw new IllegalArgumentException(
                "Layer " + name + " is a " + layer.getClass().getSimpleName() + "; " + SUPPORTED);
    }

    private static Layer lstm(LSTM lstm, boolean lastOnly, String name) {
        require(lstm.getActivationFn() instanceof ActivationTanH, name, "another activation than tanh");
        require(lstm.getGateActivationFn() instanceof ActivationSigmoid, name, "another gate activation than sigmoid");
        return new Layer.Lstm(Math.toIntExact(lstm.getNOut()), lastOnly);
    }

    private static Layer.Loss loss(ILossFunction loss, String name) {
        if (loss.equals(new LossMCXENT())
                || loss.equals(new LossNegativeLogLikelihood())
                || loss.equals(new LossSparseMCXENT())) {
            return Layer.Loss.CROSS_ENTROPY;
        }
        if (loss.equals(new LossBinaryXENT())) {
            return Layer.Loss.BINARY_CROSS_ENTROPY;
        }
        if (loss.equals(new LossMSE())) {
            return Layer.Loss.MEAN_SQUARED_ERROR;
        }
        if (loss.equals(new LossMAE())) {
            return Layer.Loss.MEAN_ABSOLUTE_ERROR;
        }
        if (loss.equals(new LossL2())) {
            return Layer.Loss.SQUARED_ERROR;
        }
        if (loss.equals(new LossL1())) {
            return Layer.Loss.ABSOLUTE_ERROR;
        }
        throw new IllegalArgumentException(
                "Layer " + name + " has the loss " + loss
                        + "; supported are MCXENT, SPARSE_MCXENT, NEGATIVELOGLIKELIHOOD, XENT, MSE, MEAN_ABSOLUTE_ERROR, L1, L2, unweighted");
    }

    private static Layer.Pooling.Kind kind(String type, String name) {
        require(type.equals(PoolingType.MAX.name()) || type.equals(PoolingType.AVG.name()), name, "pooling " + type);
        return type.equals(PoolingType.MAX.name()) ? Layer.Pooling.Kind.MAX : Layer.Pooling.Kind.AVERAGE;
    }

    private static boolean same(ConvolutionMode mode, String name) {
        require(mode != ConvolutionMode.Causal, name, "causal convolution");
        return mode == ConvolutionMode.Same;
    }

    private static double dropped(IDropout dropout, String name) {
        require(dropout instanceof Dropout plain && plain.getPSchedule() == null, name, "dropout " + dropout);
        return 1 - ((Dropout) dropout).getP();
    }

    private static void requirePlain(org.deeplearning4j.nn.conf.layers.Layer layer, String name) {
        require(layer.getConstraints() == null || layer.getConstraints().isEmpty(), name, "constraints of DL4J");
        if (layer instanceof BaseLayer base) {
            require(base.getWeightNoise() == null, name, "weight noise");
        }
    }

    private static void require(boolean holds, String name, String what) {
        if (!holds) {
            throw new IllegalArgumentException("Layer " + name + " has " + what + ", which is not supported");
        }
    }
}
