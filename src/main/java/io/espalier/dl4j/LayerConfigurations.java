package io.espalier.dl4j;

import io.espalier.network.Layer;
import io.espalier.network.Node;
import io.espalier.network.Window;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
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
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * DL4J's configuration of one layer. Sizes of inputs are left to DL4J, which infers them from the input type.
 *
 * <p>The one place where the closed set of layers is translated to DL4J; {@link LayerDescriptions} is the way back.
 */
final class LayerConfigurations {
    private LayerConfigurations() {}

    /** The configuration of a node that is a layer in DL4J too. Throws for one that DL4J M2.1 has no fitting layer for. */
    static org.deeplearning4j.nn.conf.layers.Layer of(Node node, SignalKinds kinds) {
        Layer layer = node.layer();
        String name = node.name();
        if (layer instanceof Layer.Dense dense) {
            return new DenseLayer.Builder()
                    .name(name)
                    .nOut(dense.units())
                    .activation(Activations.toDl4j(dense.activation()))
                    .hasBias(dense.bias())
                    .build();
        }
        if (layer instanceof Layer.Convolution convolution) {
            return readsSequence(node, kinds) ? sequenceConvolution(name, convolution) : convolution(name, convolution);
        }
        if (layer instanceof Layer.Pooling pooling) {
            return readsSequence(node, kinds) ? sequencePooling(name, pooling) : pooling(name, pooling);
        }
        if (layer instanceof Layer.GlobalPooling pooling) {
            return new GlobalPoolingLayer.Builder(type(pooling.kind()))
                    .name(name)
                    .build();
        }
        if (layer instanceof Layer.BatchNormalization norm) {
            return new BatchNormalization.Builder()
                    .name(name)
                    .eps(norm.epsilon())
                    .decay(norm.decay())
                    .useLogStd(false)
                    .gradientNormalization(GradientNormalization.None)
                    .build();
        }
        if (layer instanceof Layer.Dropout dropout) {
            return new DropoutLayer.Builder(1 - dropout.rate()).name(name).build();
        }
        if (layer instanceof Layer.Activate activate) {
            return activation(name, activate.activation());
        }
        if (layer instanceof Layer.Flatten) {
            return activation(name, io.espalier.network.Activation.IDENTITY);
        }
        if (layer instanceof Layer.Output output) {
            return new OutputLayer.Builder(loss(output.loss()))
                    .name(name)
                    .nOut(output.outputs())
                    .activation(Activations.toDl4j(output.activation()))
                    .hasBias(output.bias())
                    .build();
        }
        return sequenceLayer(node, kinds);
    }

    /** A layer that only applies an activation. */
    static ActivationLayer activation(String name, io.espalier.network.Activation activation) {
        return new ActivationLayer.Builder()
                .name(name)
                .activation(Activations.toDl4j(activation))
                .build();
    }

    private static org.deeplearning4j.nn.conf.layers.Layer sequenceLayer(Node node, SignalKinds kinds) {
        if (node.layer() instanceof Layer.Embedding embedding) {
            return new EmbeddingSequenceLayer.Builder()
                    .name(node.name())
                    .nIn(embedding.vocabulary())
                    .nOut(embedding.dimension())
                    .hasBias(false)
                    .activation(Activation.IDENTITY)
                    .build();
        }
        if (node.layer() instanceof Layer.Lstm lstm) {
            LSTM layer = new LSTM.Builder()
                    .name(node.name())
                    .nOut(lstm.units())
                    .activation(Activation.TANH)
                    .build();
            return lstm.lastOnly() ? new LastTimeStep(layer) : layer;
        }
        if (node.layer() instanceof Layer.SelfAttention attention) {
            return new SelfAttentionLayer.Builder()
                    .name(node.name())
                    .nOut(kinds.sequenceWidth(node.inputs().get(0)))
                    .nHeads(attention.heads())
                    .headSize(attention.headSize())
                    .projectInput(true)
                    .build();
        }
        throw new IllegalArgumentException("DL4J has no layer for " + node.name() + ": "
                + node.layer().getClass().getSimpleName());
    }

    private static boolean readsSequence(Node node, SignalKinds kinds) {
        return kinds.of(node.inputs().get(0)) == SignalKinds.Kind.SEQUENCE;
    }

    private static ConvolutionLayer convolution(String name, Layer.Convolution convolution) {
        Window.Side height = convolution.window().height();
        Window.Side width = convolution.window().width();
        return new ConvolutionLayer.Builder(height.kernel(), width.kernel())
                .name(name)
                .nOut(convolution.channels())
                .stride(height.stride(), width.stride())
                .padding(height.padding(), width.padding())
                .dilation(height.dilation(), width.dilation())
                .convolutionMode(mode(convolution.window()))
                .activation(Activations.toDl4j(convolution.activation()))
                .hasBias(convolution.bias())
                .build();
    }

    private static ConvolutionLayer sequenceConvolution(String name, Layer.Convolution convolution) {
        Window.Side elements = convolution.window().height();
        return new Convolution1DLayer.Builder(elements.kernel(), elements.stride(), elements.padding())
                .name(name)
                .nOut(convolution.channels())
                .dilation(elements.dilation())
                .convolutionMode(mode(convolution.window()))
                .activation(Activations.toDl4j(convolution.activation()))
                .hasBias(convolution.bias())
                .build();
    }

    private static SubsamplingLayer pooling(String name, Layer.Pooling pooling) {
        Window.Side height = pooling.window().height();
        Window.Side width = pooling.window().width();
        return new SubsamplingLayer.Builder(poolingType(pooling.kind()))
                .name(name)
                .kernelSize(height.kernel(), width.kernel())
                .stride(height.stride(), width.stride())
                .padding(height.padding(), width.padding())
                .convolutionMode(mode(pooling.window()))
                .build();
    }

    private static SubsamplingLayer sequencePooling(String name, Layer.Pooling pooling) {
        Window.Side elements = pooling.window().height();
        Subsampling1DLayer layer = new Subsampling1DLayer.Builder(poolingType(pooling.kind()))
                .name(name)
                .kernelSize(elements.kernel())
                .stride(elements.stride())
                .convolutionMode(mode(pooling.window()))
                .build();
        // The builder's padding holds for the width too, which then has more than the one position that DL4J itself
        // expects.
        layer.setPadding(new int[] {elements.padding(), 0});
        return layer;
    }

    private static SubsamplingLayer.PoolingType poolingType(Layer.Pooling.Kind kind) {
        return kind == Layer.Pooling.Kind.MAX ? SubsamplingLayer.PoolingType.MAX : SubsamplingLayer.PoolingType.AVG;
    }

    private static ConvolutionMode mode(Window window) {
        return window.same() ? ConvolutionMode.Same : ConvolutionMode.Truncate;
    }

    private static PoolingType type(Layer.Pooling.Kind kind) {
        return kind == Layer.Pooling.Kind.MAX ? PoolingType.MAX : PoolingType.AVG;
    }

    private static ILossFunction loss(Layer.Loss loss) {
        return switch (loss) {
            case CROSS_ENTROPY -> new LossMCXENT();
            case BINARY_CROSS_ENTROPY -> new LossBinaryXENT();
            case MEAN_SQUARED_ERROR -> new LossMSE();
            case MEAN_ABSOLUTE_ERROR -> new LossMAE();
            case SQUARED_ERROR -> new LossL2();
            case ABSOLUTE_ERROR -> new LossL1();
        };
    }
}
