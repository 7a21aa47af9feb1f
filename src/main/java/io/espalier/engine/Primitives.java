package io.espalier.engine;

import io.espalier.network.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/**
 * The objects of oneDNN that one operation is made of.
 *
 * <p>Each is referred to until {@link #close}, which frees them all: the collector would free the native part of one that Java forgot,
 * although native code still uses it. Memory itself belongs to others. Not thread-safe.
 */
final class Primitives implements AutoCloseable {
    private final stream order;
    private final List<Pointer> kept = new ArrayList<>();

    Primitives() {
        this.order = keep(new stream(Cpu.ENGINE));
    }

    /** The engine that everything runs on. */
    engine engine() {
        return Cpu.ENGINE;
    }

    /** Frees the object with all others. */
    <P extends Pointer> P keep(P object) {
        kept.add(object);
        return object;
    }

    /** The description of floats in a format of oneDNN. */
    memory.desc description(format_tag tag, long... sizes) {
        return keep(new memory.desc(sizes, memory.data_type.f32, tag));
    }

    /** The description of rows of a shape. */
    memory.desc description(format_tag tag, int rows, Shape shape) {
        return description(tag, rows, shape.channels(), shape.height(), shape.width());
    }

    /** The description of a signal. */
    memory.desc description(SignalFormat format, int rows, Shape shape) {
        return description(format.tag(shape), rows, shape);
    }

    /** Floats that a description takes. */
    long floats(memory.desc description) {
        return (description.get_size() + Float.BYTES - 1) / Float.BYTES;
    }

    /** Memory as a description says; refused if it is too small. */
    memory memory(memory.desc description, FloatMemory floats) {
        long needed = floats(description);
        if (floats.length() < needed) {
            throw new IllegalArgumentException(
                    "Memory of a primitive must have " + needed + " floats: " + floats.length());
        }
        return keep(new memory(description, Cpu.ENGINE, floats.pointer()));
    }

    /** Attributes of primitives whose scratchpad is given with each call. */
    primitive_attr attributes() {
        primitive_attr attributes = keep(new primitive_attr());
        attributes.set_scratchpad_mode(scratchpad_mode.user);
        return attributes;
    }

    /** The same, with max(0, x) at the end. */
    primitive_attr attributesWithRelu() {
        post_ops after = keep(new post_ops());
        after.append_eltwise(1, algorithm.eltwise_relu, 0, 0);
        primitive_attr attributes = attributes();
        attributes.set_post_ops(after);
        return attributes;
    }

    /** A primitive on its arguments, ready to run; the scratchpad is the replica's. */
    PrimitiveCall call(primitive made, primitive_desc_base description, ReplicaMemory replica, Arguments arguments) {
        memory.desc scratchpad = keep(description.scratchpad_desc());
        long floats = floats(scratchpad);
        if (floats > 0) {
            arguments.with(dnnl.DNNL_ARG_SCRATCHPAD, memory(scratchpad, replica.named("scratchpad", floats)));
        }
        dnnl_exec_arg_t array = keep(new dnnl_exec_arg_t(arguments.count()));
        for (int i = 0; i < arguments.count(); i++) {
            array.position(i).arg(arguments.index(i)).memory(arguments.memory(i).get());
        }
        array.position(0);
        keep(description);
        return new PrimitiveCall(keep(made).get(), order.get(), arguments.count(), array);
    }

    /** A copy from one format to another. */
    PrimitiveCall reorder(
            memory.desc from, FloatMemory source, memory.desc to, FloatMemory target, ReplicaMemory replica) {
        reorder.primitive_desc description =
                new reorder.primitive_desc(Cpu.ENGINE, from, Cpu.ENGINE, to, attributes(), false);
        Arguments arguments = new Arguments()
                .with(dnnl.DNNL_ARG_FROM, memory(from, source))
                .with(dnnl.DNNL_ARG_TO, memory(to, target));
        return call(new reorder(description), description, replica, arguments);
    }

    @Override
    public void close() {
        for (int i = kept.size() - 1; i >= 0; i--) {
            kept.get(i).deallocate();
        }
        kept.clear();
    }

    private static final class Cpu {
        private static final engine ENGINE = new engine(engine.kind.cpu, 0);
    }
}
