package io.espalier.engine;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Tensor;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * Normalisation of each channel over rows and positions, and the function after it: {@code f(gamma (x - mean) / sqrt(variance + epsilon)
 * + beta)}.
 *
 * <p>In training, mean and variance (divided by the number of values) are those of the rows that go through; the running ones move by
 * {@code (1 - decay)} times their distance to them, which stands in the gradient as what is to be subtracted, as in DL4J. Outputs are
 * computed with the running ones.
 */
final class BatchNormalizationOperation implements Operation {
    private final Primitives primitives = new Primitives();
    private final ReplicaMemory replica;
    private final Input input;
    private final Signal output;
    private final ActivationStep step;
    private final boolean relu;
    private final float epsilon;
    private final float decay;
    private final int flags;
    private final memory.desc signal;
    private final memory.desc channels;
    private final Parameters parameters;
    private final FloatMemory batchMean;
    private final FloatMemory batchVariance;
    private final Optional<memory> positive;
    private final PrimitiveCall normalizeByRows;
    private final PrimitiveCall normalizeByRunning;
    private final PrimitiveCall gradients;
    private final Optional<GradientTarget> target;

    /** Where the layer's values begin in the flat vector: scale and shift are neighbours there, as oneDNN takes them. */
    private record Parameters(Tensor gamma, Tensor mean, Tensor variance) {}

    /** A layer on prebuilt memory; input and output lie in one format. */
    BatchNormalizationOperation(
            ReplicaMemory replica,
            Passes passes,
            String name,
            Layer.BatchNormalization layer,
            Input input,
            Signal output,
            ActivationStep step,
            int rows) {
        this.replica = replica;
        this.input = input;
        this.output = output;
        this.step = step;
        this.relu = layer.activation() == Activation.RELU;
        this.epsilon = (float) layer.epsilon();
        this.decay = (float) layer.decay();
        this.flags = normalization_flags.use_scale_shift.value | (relu ? normalization_flags.fuse_norm_relu.value : 0);
        int count = output.shape().channels();
        this.parameters = new Parameters(
                replica.tensor(name, "gamma"), replica.tensor(name, "mean"), replica.tensor(name, "var"));
        this.batchMean = replica.named(name + "/mean", count);
        this.batchVariance = replica.named(name + "/variance", count);
        try {
            this.signal = primitives.description(output.format(), rows, output.shape());
            this.channels = primitives.description(format_tag.x, count);
            batch_normalization_forward.primitive_desc forward = description(prop_kind.forward_training, flags);
            this.positive = relu ? Optional.of(positive(name, forward)) : Optional.empty();
            this.normalizeByRows = normalize(forward, batchMean, batchVariance, positive);
            this.normalizeByRunning = normalize(
                    description(prop_kind.forward_inference, flags | normalization_flags.use_global_stats.value),
                    replica.parameters(parameters.mean),
                    replica.parameters(parameters.variance),
                    Optional.empty());
            this.target = input.signal().hasGradient()
                    ? Optional.of(new GradientTarget(replica, passes, input, rows))
                    : Optional.empty();
            this.gradients = gradients(forward, rows);
        } catch (RuntimeException e) {
            primitives.close();
            throw e;
        }
    }

    @Override
    public void forward(boolean training) {
        if (training) {
            normalizeByRows.run();
        } else {
            normalizeByRunning.run();
        }
        if (!relu) {
            step.forward();
        }
    }

    @Override
    public void backward() {
        if (!relu) {
            step.backward();
        }
        gradients.run();
        if (target.isPresent()) {
            target.get().finish();
        }
        float part = (float) ((1 - decay) * replica.rows().fraction());
        moveRunning(parameters.mean.offset(), batchMean, part);
        moveRunning(parameters.variance.offset(), batchVariance, part);
    }

    @Override
    public void close() {
        primitives.close();
    }

    private void moveRunning(int offset, FloatMemory batch, float part) {
        FloatBuffer values = replica.parameters().floats();
        FloatBuffer changes = replica.gradient().floats();
        for (int c = 0; c < batch.length(); c++) {
            changes.put(
                    offset + c, part * (values.get(offset + c) - batch.floats().get(c)));
        }
    }

    private batch_normalization_forward.primitive_desc description(prop_kind kind, int usedFlags) {
        batch_normalization_forward.desc description =
                primitives.keep(new batch_normalization_forward.desc(kind.value, signal, epsilon, usedFlags));
        return new batch_normalization_forward.primitive_desc(
                description, primitives.attributes(), primitives.engine());
    }

    private PrimitiveCall normalize(
            batch_normalization_forward.primitive_desc description,
            FloatMemory mean,
            FloatMemory variance,
            Optional<memory> workspace) {
        Arguments arguments = new Arguments()
                .with(
                        dnnl.DNNL_ARG_SRC,
                        primitives.memory(signal, input.signal().values()))
                .with(dnnl.DNNL_ARG_DST, primitives.memory(signal, step.before()))
                .with(dnnl.DNNL_ARG_MEAN, primitives.memory(channels, mean))
                .with(dnnl.DNNL_ARG_VARIANCE, primitives.memory(channels, variance))
                .with(dnnl.DNNL_ARG_SCALE_SHIFT, scaleAndShift(replica.parameters()))
                .with(dnnl.DNNL_ARG_WORKSPACE, workspace);
        return primitives.call(new batch_normalization_forward(description), description, replica, arguments);
    }

    private PrimitiveCall gradients(batch_normalization_forward.primitive_desc forward, int rows) {
        batch_normalization_backward.primitive_desc back = new batch_normalization_backward.primitive_desc(
                primitives.keep(new batch_normalization_backward.desc(
                        prop_kind.backward.value, signal, signal, epsilon, flags)),
                primitives.attributes(),
                primitives.engine(),
                forward);
        FloatMemory into = target.map(GradientTarget::written)
                .orElseGet(() -> replica.named("unused gradient", (long) rows * output.size()));
        Arguments arguments = new Arguments()
                .with(
                        dnnl.DNNL_ARG_SRC,
                        primitives.memory(signal, input.signal().values()))
                .with(dnnl.DNNL_ARG_DIFF_DST, primitives.memory(signal, output.gradient()))
                .with(dnnl.DNNL_ARG_MEAN, primitives.memory(channels, batchMean))
                .with(dnnl.DNNL_ARG_VARIANCE, primitives.memory(channels, batchVariance))
                .with(dnnl.DNNL_ARG_SCALE_SHIFT, scaleAndShift(replica.parameters()))
                .with(dnnl.DNNL_ARG_WORKSPACE, positive)
                .with(dnnl.DNNL_ARG_DIFF_SRC, primitives.memory(signal, into))
                .with(dnnl.DNNL_ARG_DIFF_SCALE_SHIFT, scaleAndShift(replica.gradient()));
        return primitives.call(new batch_normalization_backward(back), back, replica, arguments);
    }

    /** Scale and shift of the channels in a flat vector. */
    private memory scaleAndShift(FloatMemory flat) {
        int count = output.shape().channels();
        memory.desc both = primitives.description(format_tag.nc, 2, count);
        return primitives.memory(both, flat.view(parameters.gamma.offset(), 2 * count));
    }

    /** Where the forward pass notes which results were above 0. */
    private memory positive(String name, batch_normalization_forward.primitive_desc forward) {
        memory.desc workspace = primitives.keep(forward.workspace_desc());
        return primitives.memory(workspace, replica.named(name + "/positive", primitives.floats(workspace)));
    }
}
