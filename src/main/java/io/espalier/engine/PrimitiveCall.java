package io.espalier.engine;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/** A primitive of oneDNN with its arguments: nothing is made or looked up when it runs. Lives as long as its {@link Primitives}. */
final class PrimitiveCall {
    private final dnnl_primitive primitive;
    private final dnnl_stream stream;
    private final int count;
    private final dnnl_exec_arg_t arguments;

    PrimitiveCall(dnnl_primitive primitive, dnnl_stream stream, int count, dnnl_exec_arg_t arguments) {
        this.primitive = primitive;
        this.stream = stream;
        this.count = count;
        this.arguments = arguments;
    }

    /** Runs it to its end. */
    void run() {
        OneDnn.requireSuccess(dnnl.dnnl_primitive_execute(primitive, stream, count, arguments), "primitive");
    }
}
