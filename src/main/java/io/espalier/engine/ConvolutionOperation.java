package io.espalier.engine;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import java.util.Optional;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.primitive_attr;

/**
 * A convolution and the function after it: {@code f(w * x + b)}.
 *
 * <p>Its weights lie in DL4J's order, row-major [output channels x input channels x height x width], over a sequence [elements x input
 * channels x output channels]; they are copied to the order that oneDNN computes with in each forward pass, their gradient back in each
 * backward pass: 36,000 weights take microseconds.
 */
final class ConvolutionOperation implements Operation {
    /**
     * Up to so many channels of the input oneDNN's direct kernel is about as fast as its first choice or faster, up to two times: that is
     * small products of matrices, only as deep as there are channels.
     */
    private static final int FEW_CHANNELS = 32;

    private static final String SMALL_PRODUCTS = "brgconv:";
    private static final String DIRECT = "jit:";

    private final Primitives primitives = new Primitives();
    private final ReplicaMemory replica;
    private final String name;
    private final PlacedWindow window;
    private final Input input;
    private final Signal output;
    private final ActivationStep step;
    private final boolean relu;
    private final Descriptions descriptions;
    private final PrimitiveCall arrangeWeights;
    private final PrimitiveCall convolve;
    private final PrimitiveCall computeWeightGradient;
    private final PrimitiveCall arrangeWeightGradient;
    private final Optional<InputGradient> inputGradient;

    /** What is computed on. */
    private record Descriptions(
            memory.desc source,
            memory.desc anyWeights,
            Optional<memory.desc> bias,
            memory.desc target,
            memory.desc plain) {}

    /** How the gradient of the input is computed. */
    private record InputGradient(PrimitiveCall arrangeWeights, PrimitiveCall compute, GradientTarget target) {
        void run() {
            arrangeWeights.run();
            compute.run();
            target.finish();
        }
    }

    /** A layer on prebuilt memory. */
    ConvolutionOperation(
            ReplicaMemory replica,
            Passes passes,
            String name,
            Layer.Convolution layer,
            Input input,
            Signal output,
            ActivationStep step,
            int rows) {
        this.replica = replica;
        this.name = name;
        this.window = PlacedWindow.of(layer.window(), input.signal().shape());
        this.input = input;
        this.output = output;
        this.step = step;
        this.relu = layer.activation() == Activation.RELU;
        try {
            this.descriptions = descriptions(layer, rows);
            convolution_forward.primitive_desc forward = forwardDescription();
            memory.desc weights = primitives.keep(forward.weights_desc());
            FloatMemory arranged = replica.named(name + "/weights", primitives.floats(weights));
            this.arrangeWeights = arrange(weights, arranged);
            this.convolve = convolve(forward, weights, arranged);
            convolution_backward_weights.primitive_desc back = weightDescription(forward);
            memory.desc slopes = primitives.keep(back.diff_weights_desc());
            FloatMemory slope = replica.named("weight gradient", primitives.floats(slopes));
            this.computeWeightGradient = weightGradient(back, slopes, slope);
            this.arrangeWeightGradient =
                    primitives.reorder(slopes, slope, descriptions.plain, replica.gradient(weightTensor()), replica);
            this.inputGradient =
                    input.signal().hasGradient() ? Optional.of(inputGradient(forward, passes, rows)) : Optional.empty();
        } catch (RuntimeException e) {
            primitives.close();
            throw e;
        }
    }

    @Override
    public void forward(boolean training) {
        arrangeWeights.run();
        convolve.run();
        if (!relu) {
            step.forward();
        }
    }

    @Override
    public void backward() {
        step.backward();
        computeWeightGradient.run();
        arrangeWeightGradient.run();
        if (inputGradient.isPresent()) {
            inputGradient.get().run();
        }
    }

    @Override
    public void close() {
        primitives.close();
    }

    private Descriptions descriptions(Layer.Convolution layer, int rows) {
        Shape image = input.signal().shape();
        int height = layer.window().height().kernel();
        int width = layer.window().width().kernel();
        return new Descriptions(
                primitives.description(input.signal().format(), rows, image),
                primitives.description(format_tag.any, layer.channels(), image.channels(), height, width),
                layer.bias() ? Optional.of(primitives.description(format_tag.x, layer.channels())) : Optional.empty(),
                primitives.description(output.format(), rows, output.shape()),
                primitives.description(plainOrder(), layer.channels(), image.channels(), height, width));
    }

    /** Over a sequence, the axes of the weights lie in the opposite order. */
    private format_tag plainOrder() {
        return weightTensor().order() == 'c' ? format_tag.oihw : format_tag.hwio;
    }

    private convolution_forward.primitive_desc forwardDescription() {
        Descriptions d = descriptions;
        convolution_forward.desc description = d.bias.map(bias -> new convolution_forward.desc(
                        prop_kind.forward_training,
                        algorithm.convolution_direct,
                        d.source,
                        d.anyWeights,
                        bias,
                        d.target,
                        window.strides(),
                        window.dilations(),
                        window.before(),
                        window.after()))
                .orElseGet(() -> new convolution_forward.desc(
                        prop_kind.forward_training,
                        algorithm.convolution_direct,
                        d.source,
                        d.anyWeights,
                        d.target,
                        window.strides(),
                        window.dilations(),
                        window.before(),
                        window.after()));
        primitive_attr attributes = relu ? primitives.attributesWithRelu() : primitives.attributes();
        return forwardKernel(primitives.keep(description), attributes);
    }

    /** oneDNN's first choice, or the direct kernel behind it where that is better. */
    private convolution_forward.primitive_desc forwardKernel(
            convolution_forward.desc description, primitive_attr attributes) {
        convolution_forward.primitive_desc first =
                new convolution_forward.primitive_desc(description, attributes, primitives.engine());
        if (input.signal().shape().channels() > FEW_CHANNELS || !isOf(first, SMALL_PRODUCTS)) {
            return first;
        }
        convolution_forward.primitive_desc second =
                primitives.keep(new convolution_forward.primitive_desc(description, attributes, primitives.engine()));
        if (second.next_impl() && isOf(second, DIRECT)) {
            primitives.keep(first);
            return second;
        }
        return first;
    }

    private static boolean isOf(convolution_forward.primitive_desc kernel, String family) {
        return kernel.impl_info_str().getString().startsWith(family);
    }

    private PrimitiveCall arrange(memory.desc weights, FloatMemory arranged) {
        return primitives.reorder(descriptions.plain, replica.parameters(weightTensor()), weights, arranged, replica);
    }

    private PrimitiveCall convolve(
            convolution_forward.primitive_desc forward, memory.desc weights, FloatMemory arranged) {
        Optional<memory> bias = descriptions.bias.map(
                description -> primitives.memory(description, replica.parameters(replica.tensor(name, "b"))));
        Arguments arguments = new Arguments()
                .with(
                        dnnl.DNNL_ARG_SRC,
                        primitives.memory(descriptions.source, input.signal().values()))
                .with(dnnl.DNNL_ARG_WEIGHTS, primitives.memory(weights, arranged))
                .with(dnnl.DNNL_ARG_BIAS, bias)
                .with(dnnl.DNNL_ARG_DST, primitives.memory(descriptions.target, step.before()));
        return primitives.call(new convolution_forward(forward), forward, replica, arguments);
    }

    private convolution_backward_weights.primitive_desc weightDescription(convolution_forward.primitive_desc forward) {
        Descriptions d = descriptions;
        convolution_backward_weights.desc description = d.bias.map(bias -> new convolution_backward_weights.desc(
                        algorithm.convolution_direct,
                        d.source,
                        d.anyWeights,
                        bias,
                        d.target,
                        window.strides(),
                        window.dilations(),
                        window.before(),
                        window.after()))
                .orElseGet(() -> new convolution_backward_weights.desc(
                        algorithm.convolution_direct,
                        d.source,
                        d.anyWeights,
                        d.target,
                        window.strides(),
                        window.dilations(),
                        window.before(),
                        window.after()));
        return new convolution_backward_weights.primitive_desc(
                primitives.keep(description), primitives.attributes(), primitives.engine(), forward);
    }

    private PrimitiveCall weightGradient(
            convolution_backward_weights.primitive_desc back, memory.desc slopes, FloatMemory slope) {
        Optional<memory> bias = descriptions.bias.map(
                description -> primitives.memory(description, replica.gradient(replica.tensor(name, "b"))));
        Arguments arguments = new Arguments()
                .with(
                        dnnl.DNNL_ARG_SRC,
                        primitives.memory(descriptions.source, input.signal().values()))
                .with(dnnl.DNNL_ARG_DIFF_DST, primitives.memory(descriptions.target, output.gradient()))
                .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, primitives.memory(slopes, slope))
                .with(dnnl.DNNL_ARG_DIFF_BIAS, bias);
        return primitives.call(new convolution_backward_weights(back), back, replica, arguments);
    }

    private InputGradient inputGradient(convolution_forward.primitive_desc forward, Passes passes, int rows) {
        convolution_backward_data.primitive_desc back = dataDescription(forward);
        memory.desc weights = primitives.keep(back.weights_desc());
        FloatMemory arranged = replica.named("weights of an input gradient", primitives.floats(weights));
        GradientTarget target = new GradientTarget(replica, passes, input, rows);
        Arguments arguments = new Arguments()
                .with(dnnl.DNNL_ARG_DIFF_DST, primitives.memory(descriptions.target, output.gradient()))
                .with(dnnl.DNNL_ARG_WEIGHTS, primitives.memory(weights, arranged))
                .with(dnnl.DNNL_ARG_DIFF_SRC, primitives.memory(descriptions.source, target.written()));
        PrimitiveCall compute = primitives.call(new convolution_backward_data(back), back, replica, arguments);
        return new InputGradient(arrange(weights, arranged), compute, target);
    }

    private convolution_backward_data.primitive_desc dataDescription(convolution_forward.primitive_desc forward) {
        convolution_backward_data.desc description = new convolution_backward_data.desc(
                algorithm.convolution_direct,
                descriptions.source,
                descriptions.anyWeights,
                descriptions.target,
                window.strides(),
                window.dilations(),
                window.before(),
                window.after());
        return new convolution_backward_data.primitive_desc(
                primitives.keep(description), primitives.attributes(), primitives.engine(), forward);
    }

    private Tensor weightTensor() {
        return replica.tensor(name, "W");
    }
}
