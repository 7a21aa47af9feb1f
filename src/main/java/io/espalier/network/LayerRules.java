package io.espalier.network;

import io.espalier.network.Effect.Axis;
import io.espalier.network.Effect.Part;
import io.espalier.network.Tensor.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What each layer does to shapes, tensors, units and operations: the one place that tells layers apart.
 *
 * <p>Operations of one example's forward pass: 2 for each multiply-add of products and 1 for each other operation on an
 * element. A bias and an activation other than the identity count 1 an element each, whatever function it is; pooling
 * counts its window, batch normalisation 2 (it is a x + b at inference), layer normalisation 7 (mean, difference,
 * square and sum, scale, gain, offset), an LSTM 13 a unit and element (4 biases, 4 gates, 5 for the cell and the
 * output), attention its scores, their scaling and softmax (2) and the weighted sum. Dropout, merging, flattening and
 * embedding count 0.
 */
final class LayerRules {
    private final int space;
    private final List<Signal> inputs;
    private final Signal input;
    private final Ties ties;

    private LayerRules(int space, List<Signal> inputs, Ties ties) {
        this.space = space;
        this.inputs = inputs;
        this.input = inputs.get(0);
        this.ties = ties;
    }

    /**
     * The effect of a layer.
     *
     * @param space index of the layer's node, which names the units that it makes
     * @param inputs one, or for sums and merges at least two
     * @param ties told which units go together
     */
    static Effect effect(Layer layer, int space, List<Signal> inputs, Ties ties) {
        boolean joins = layer instanceof Layer.Add || layer instanceof Layer.Merge;
        if (joins ? inputs.size() < 2 : inputs.size() != 1) {
            throw new IllegalArgumentException(
                    "Layer takes " + (joins ? "at least 2 inputs" : "1 input") + ": " + inputs.size());
        }
        return new LayerRules(space, inputs, ties).effect(layer);
    }

    /** The layer with another number of the units that it makes. */
    static Layer withUnits(Layer layer, int units) {
        if (layer instanceof Layer.Dense dense) {
            return new Layer.Dense(units, dense.activation(), dense.bias());
        }
        if (layer instanceof Layer.Convolution c) {
            return new Layer.Convolution(units, c.window(), c.activation(), c.bias());
        }
        if (layer instanceof Layer.Embedding embedding) {
            return new Layer.Embedding(embedding.vocabulary(), units);
        }
        if (layer instanceof Layer.Lstm lstm) {
            return new Layer.Lstm(units, lstm.lastOnly());
        }
        if (layer instanceof Layer.SelfAttention attention) {
            return new Layer.SelfAttention(units, attention.headSize());
        }
        throw new AssertionError("Makes no units: " + layer);
    }

    /** The window that a layer moves over what it reads. */
    static Optional<Window> window(Layer layer) {
        if (layer instanceof Layer.Convolution convolution) {
            return Optional.of(convolution.window());
        }
        return layer instanceof Layer.Pooling pooling ? Optional.of(pooling.window()) : Optional.empty();
    }

    /** Whether a layer reads the elements of a sequence, whatever else reads it. */
    static boolean readsSequence(Layer layer) {
        return layer instanceof Layer.Embedding || layer instanceof Layer.Lstm || layer instanceof Layer.SelfAttention;
    }

    /** What the units that a layer makes are; a dense layer on a sequence is a feed-forward block. */
    static Group.Kind kind(Layer layer, boolean sequence) {
        if (layer instanceof Layer.SelfAttention) {
            return Group.Kind.HEAD;
        }
        return layer instanceof Layer.Dense && sequence ? Group.Kind.FEED_FORWARD : Group.Kind.WIDTH;
    }

    /** Whether units that are zero before a layer may be other than zero after it, or receive an error through it. */
    static boolean wakesUnits(Layer layer) {
        return layer instanceof Layer.LayerNormalization || !layer.activation().zeroAtZero();
    }

    private Effect effect(Layer layer) {
        if (layer instanceof Layer.Dense dense) {
            return product(
                    input.sequence() ? input : input.flat(), new Segment(space, dense.units(), 1), dense.bias(), layer);
        }
        if (layer instanceof Layer.Output output) {
            requireNoSequence();
            return product(input.flat(), Segment.fixed(output.outputs()), output.bias(), layer);
        }
        if (layer instanceof Layer.Convolution convolution) {
            return convolution(convolution);
        }
        if (layer instanceof Layer.Pooling pooling) {
            return pooling(pooling);
        }
        if (layer instanceof Layer.GlobalPooling) {
            Signal pooled = new Signal(Shape.flat(input.shape().channels()), false, input.segments());
            return new Effect(pooled, List.of(), input.shape().size());
        }
        if (layer instanceof Layer.BatchNormalization) {
            List<Part> parts = List.of(
                    scale("gamma", Role.GAIN),
                    scale("beta", Role.BIAS),
                    scale("mean", Role.MEAN),
                    scale("var", Role.VARIANCE));
            return new Effect(input, parts, 2L * input.shape().size() + activationFlops(layer, input));
        }
        if (layer instanceof Layer.LayerNormalization) {
            return new Effect(
                    input,
                    List.of(scale("gamma", Role.GAIN), scale("beta", Role.BIAS)),
                    7L * input.shape().size());
        }
        if (layer instanceof Layer.Dropout) {
            return new Effect(input, List.of(), 0);
        }
        if (layer instanceof Layer.Activate) {
            return new Effect(input, List.of(), activationFlops(layer, input));
        }
        if (layer instanceof Layer.Add) {
            return add(layer);
        }
        if (layer instanceof Layer.Merge) {
            return merge();
        }
        if (layer instanceof Layer.Flatten) {
            return new Effect(input.flat(), List.of(), 0);
        }
        if (layer instanceof Layer.Embedding embedding) {
            return embedding(embedding);
        }
        if (layer instanceof Layer.Lstm lstm) {
            return lstm(lstm);
        }
        if (layer instanceof Layer.SelfAttention attention) {
            return attention(attention);
        }
        throw new AssertionError("No rule for " + layer);
    }

    private Effect product(Signal in, Segment made, boolean bias, Layer layer) {
        Signal out = new Signal(in.shape().withChannels(made.units()), in.sequence(), List.of(made));
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("W", Role.WEIGHT, 'f', List.of(Axis.reads(in), Axis.produces(made))));
        if (bias) {
            parts.add(bias(made));
        }
        long flops =
                2L * in.shape().size() * made.units() + (bias ? out.shape().size() : 0) + activationFlops(layer, out);
        return new Effect(out, parts, flops);
    }

    /**
     * DL4J keeps the bias of a convolution before its weights. Those over a sequence lie as [kernel x input x output]: it shapes them as
     * those over an image, but reads the same memory in this order.
     */
    private Effect convolution(Layer.Convolution c) {
        Segment made = new Segment(space, c.channels(), 1);
        Window.Side height = c.window().height();
        Window.Side width = c.window().width();
        Signal out =
                new Signal(c.window().over(input.shape()).withChannels(c.channels()), input.sequence(), List.of(made));
        List<Part> parts = new ArrayList<>();
        if (c.bias()) {
            parts.add(bias(made));
        }
        parts.add(new Part(
                "W",
                Role.WEIGHT,
                input.sequence() ? 'f' : 'c',
                List.of(
                        Axis.produces(made),
                        Axis.reads(input),
                        Axis.fixed(height.kernel()),
                        Axis.fixed(width.kernel()))));
        long products =
                2L * out.shape().size() * input.shape().channels() * c.window().size();
        return new Effect(out, parts, products + (c.bias() ? out.shape().size() : 0) + activationFlops(c, out));
    }

    private Effect pooling(Layer.Pooling p) {
        Shape pooled = p.window().over(input.shape());
        Signal out = input.at(pooled.height(), pooled.width());
        return new Effect(out, List.of(), (long) out.shape().size() * p.window().size());
    }

    private Effect add(Layer layer) {
        for (Signal other : inputs.subList(1, inputs.size())) {
            if (!other.shape().equals(input.shape())) {
                throw new IllegalArgumentException(
                        "Inputs of a sum must have equal shapes: " + input.shape() + " and " + other.shape());
            }
            ties.tie(input, other);
        }
        return new Effect(
                input, List.of(), (inputs.size() - 1L) * input.shape().size() + activationFlops(layer, input));
    }

    private Effect merge() {
        List<Segment> segments = new ArrayList<>();
        for (Signal other : inputs) {
            Shape shape = other.shape();
            if (shape.height() != input.shape().height()
                    || shape.width() != input.shape().width()) {
                throw new IllegalArgumentException(
                        "Inputs of a merge must have equal positions: " + input.shape() + " and " + shape);
            }
            segments.addAll(other.segments());
        }
        int channels = segments.stream().mapToInt(Segment::length).sum();
        return new Effect(new Signal(input.shape().withChannels(channels), input.sequence(), segments), List.of(), 0);
    }

    private Effect embedding(Layer.Embedding embedding) {
        if (input.shape().channels() != 1 || input.shape().width() != 1) {
            throw new IllegalArgumentException("Input of an embedding must be 1 id per element: " + input.shape());
        }
        Segment made = new Segment(space, embedding.dimension(), 1);
        Signal out = new Signal(input.shape().withChannels(embedding.dimension()), true, List.of(made));
        Part table = new Part("W", Role.WEIGHT, 'f', List.of(Axis.fixed(embedding.vocabulary()), Axis.produces(made)));
        return new Effect(out, List.of(table), 0);
    }

    /** The four gates lie side by side along the last axis of every tensor. */
    private Effect lstm(Layer.Lstm lstm) {
        requireElements("an LSTM");
        Segment made = new Segment(space, lstm.units(), 1);
        Signal every = new Signal(input.shape().withChannels(lstm.units()), true, List.of(made));
        Signal out = lstm.lastOnly() ? new Signal(Shape.flat(lstm.units()), false, List.of(made)) : every;
        Axis gates = Axis.produces(made, made, made, made);
        List<Part> parts = List.of(
                new Part("W", Role.WEIGHT, 'f', List.of(Axis.reads(input), gates)),
                new Part("RW", Role.WEIGHT, 'f', List.of(Axis.reads(every), gates)),
                new Part("b", Role.BIAS, 'c', List.of(gates)));
        long products = 8L * (input.shape().channels() + lstm.units());
        return new Effect(out, parts, every.shape().size() * (products + 13L));
    }

    /** Projects back to the width that it reads, so its output shares the input's units. */
    private Effect attention(Layer.SelfAttention attention) {
        requireElements("a self-attention");
        Segment heads = new Segment(space, attention.heads(), 1);
        List<Axis> in = List.of(Axis.produces(heads), Axis.fixed(attention.headSize()), Axis.reads(input));
        Axis concatenated = new Axis(List.of(heads.times(attention.headSize())), false);
        List<Part> parts = List.of(
                new Part("Wq", Role.WEIGHT, 'c', in),
                new Part("Wk", Role.WEIGHT, 'c', in),
                new Part("Wv", Role.WEIGHT, 'c', in),
                new Part("Wo", Role.WEIGHT, 'c', List.of(concatenated, new Axis(input.segments(), true))));
        long elements = input.shape().height();
        long size = (long) attention.heads() * attention.headSize();
        long projections = 8L * elements * size * input.shape().channels();
        long mixing = elements * elements * (4L * size + 2L * attention.heads());
        return new Effect(new Signal(input.shape(), true, input.segments()), parts, projections + mixing);
    }

    private Part scale(String name, Role role) {
        return new Part(name, role, 'c', List.of(new Axis(input.segments(), role.trainable())));
    }

    private static Part bias(Segment made) {
        return new Part("b", Role.BIAS, 'c', List.of(Axis.produces(made)));
    }

    private static long activationFlops(Layer layer, Signal out) {
        return layer.activation() == Activation.IDENTITY ? 0 : out.shape().size();
    }

    private void requireElements(String what) {
        if (input.shape().width() != 1) {
            throw new IllegalArgumentException(
                    "Input of " + what + " must be a sequence, of width 1: " + input.shape());
        }
    }

    private void requireNoSequence() {
        if (input.sequence() && input.shape().height() > 1) {
            throw new IllegalArgumentException(
                    "Output of a sequence needs a pooling or the last element only before it: " + input.shape());
        }
    }
}
