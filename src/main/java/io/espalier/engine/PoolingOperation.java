package io.espalier.engine;

import io.espalier.network.Layer.Pooling.Kind;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/**
 * The maximum or the mean of each window of an image. As in DL4J, padding counts neither as a value nor in the number that a mean is
 * divided by, and of equal maxima the first has the gradient.
 */
final class PoolingOperation implements Operation {
    private final Primitives primitives = new Primitives();
    private final PrimitiveCall pool;
    /** The same without a note of which value of a window was the maximum. */
    private final PrimitiveCall poolOnly;

    private final Optional<PrimitiveCall> inputGradient;
    private final Optional<GradientTarget> target;

    /** A pooling on prebuilt memory; input and output lie in one format. */
    PoolingOperation(
            ReplicaMemory replica,
            Passes passes,
            String name,
            Kind kind,
            PlacedWindow window,
            Input input,
            Signal output,
            int rows) {
        algorithm how = kind == Kind.MAX ? algorithm.pooling_max : algorithm.pooling_avg_exclude_padding;
        Signal read = input.signal();
        try {
            memory.desc source = primitives.description(read.format(), rows, read.shape());
            memory.desc result = primitives.description(output.format(), rows, output.shape());
            pooling_forward.primitive_desc forward = forward(prop_kind.forward_training, how, window, source, result);
            Optional<memory> chosen = kind == Kind.MAX ? Optional.of(chosen(replica, name, forward)) : Optional.empty();
            this.pool = primitives.call(
                    new pooling_forward(forward),
                    forward,
                    replica,
                    new Arguments()
                            .with(dnnl.DNNL_ARG_SRC, primitives.memory(source, read.values()))
                            .with(dnnl.DNNL_ARG_DST, primitives.memory(result, output.values()))
                            .with(dnnl.DNNL_ARG_WORKSPACE, chosen));
            pooling_forward.primitive_desc only = forward(prop_kind.forward_inference, how, window, source, result);
            this.poolOnly = primitives.call(
                    new pooling_forward(only),
                    only,
                    replica,
                    new Arguments()
                            .with(dnnl.DNNL_ARG_SRC, primitives.memory(source, read.values()))
                            .with(dnnl.DNNL_ARG_DST, primitives.memory(result, output.values())));
            this.target = read.hasGradient()
                    ? Optional.of(new GradientTarget(replica, passes, input, rows))
                    : Optional.empty();
            this.inputGradient = target.map(place -> {
                pooling_backward.primitive_desc back = backward(how, window, source, result, forward);
                Arguments arguments = new Arguments()
                        .with(dnnl.DNNL_ARG_DIFF_DST, primitives.memory(result, output.gradient()))
                        .with(dnnl.DNNL_ARG_DIFF_SRC, primitives.memory(source, place.written()))
                        .with(dnnl.DNNL_ARG_WORKSPACE, chosen);
                return primitives.call(new pooling_backward(back), back, replica, arguments);
            });
        } catch (RuntimeException e) {
            primitives.close();
            throw e;
        }
    }

    @Override
    public void forward(boolean training) {
        (training ? pool : poolOnly).run();
    }

    @Override
    public void backward() {
        if (inputGradient.isPresent()) {
            inputGradient.get().run();
            target.get().finish();
        }
    }

    @Override
    public void close() {
        primitives.close();
    }

    private pooling_forward.primitive_desc forward(
            prop_kind purpose, algorithm how, PlacedWindow window, memory.desc source, memory.desc result) {
        pooling_forward.desc description = primitives.keep(new pooling_forward.desc(
                purpose, how, source, result, window.strides(), window.kernel(), window.before(), window.after()));
        return new pooling_forward.primitive_desc(description, primitives.attributes(), primitives.engine());
    }

    private pooling_backward.primitive_desc backward(
            algorithm how,
            PlacedWindow window,
            memory.desc source,
            memory.desc result,
            pooling_forward.primitive_desc forward) {
        pooling_backward.desc description = primitives.keep(new pooling_backward.desc(
                how, source, result, window.strides(), window.kernel(), window.before(), window.after()));
        return new pooling_backward.primitive_desc(description, primitives.attributes(), primitives.engine(), forward);
    }

    /** Where the forward pass notes which value of a window was the maximum. */
    private memory chosen(ReplicaMemory replica, String name, pooling_forward.primitive_desc forward) {
        memory.desc workspace = primitives.keep(forward.workspace_desc());
        return primitives.memory(workspace, replica.named(name + "/chosen", primitives.floats(workspace)));
    }
}
