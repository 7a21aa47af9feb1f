package io.espalier.engine;

import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What training changes: parameters, moments and the number of updates; and the positions that it must leave at zero. */
final class TrainedState {
    private static final int[] NONE = {};

    private final ParameterLayout layout;
    private final int length;
    private final UpdateMemory memory;
    private int[] zeroPositions = NONE;
    private long updates;

    /** A state whose parameters and gradient are those of a memory, which owns the moments too. */
    TrainedState(ParameterLayout layout, ReplicaMemory replica, int moments) {
        this.layout = layout;
        this.length = layout.length();
        this.memory = new UpdateMemory(
                replica.parameters(),
                replica.gradient(),
                Stream.generate(() -> replica.own(new FloatMemory(length)))
                        .limit(moments)
                        .toList());
    }

    /** What an update works on. */
    UpdateMemory memory() {
        return memory;
    }

    /** Updates made. */
    long updates() {
        return updates;
    }

    /** Counts an update that was made, and sets what must be zero to zero again. */
    void updated() {
        updates++;
        holdZeros();
    }

    /** See {@link io.espalier.trainer.Replica#load}. */
    void load(float[] parameters, float[][] moments, long newUpdates) {
        requireLength(parameters);
        if (moments.length > 0) {
            requireMoments(moments);
        }
        memory.parameters().write(parameters, 0, length);
        for (int i = 0; i < moments.length; i++) {
            memory.moments().get(i).write(moments[i], 0, length);
        }
        updates = newUpdates;
        holdZeros();
    }

    /** See {@link io.espalier.trainer.Replica#mask}. */
    void mask(int[] positions) {
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] < 0 || positions[i] >= length || (i > 0 && positions[i] <= positions[i - 1])) {
                throw new IllegalArgumentException(
                        "Masked positions must ascend in [0, " + length + "): " + positions[i]);
            }
        }
        zeroPositions = positions.clone();
        holdZeros();
    }

    void readParameters(float[] into) {
        requireLength(into);
        memory.parameters().read(into, 0, length);
    }

    void readMoments(float[][] into) {
        requireMoments(into);
        for (int i = 0; i < into.length; i++) {
            memory.moments().get(i).read(into[i], 0, length);
        }
    }

    /** Copies the gradient; 0 for running statistics, which have none. */
    void readGradient(float[] into) {
        memory.gradient().read(into, 0, length);
        for (Tensor tensor : layout.tensors()) {
            if (!tensor.role().trainable()) {
                Arrays.fill(into, tensor.offset(), tensor.end(), 0);
            }
        }
    }

    private void holdZeros() {
        if (zeroPositions.length == 0) {
            return;
        }
        zero(memory.parameters());
        List<FloatMemory> moments = memory.moments();
        for (int i = 0; i < moments.size(); i++) {
            zero(moments.get(i));
        }
    }

    private void zero(FloatMemory values) {
        for (int position : zeroPositions) {
            values.floats().put(position, 0);
        }
    }

    /** Throws IllegalArgumentException unless an array is as long as the parameters. */
    void requireLength(float[] values) {
        if (values.length != length) {
            throw new IllegalArgumentException("The network has " + length + " values, the vector " + values.length);
        }
    }

    private void requireMoments(float[][] moments) {
        int expected = memory.moments().size();
        if (moments.length != expected) {
            throw new IllegalArgumentException("The updater has " + expected + " moments: " + moments.length);
        }
        for (float[] moment : moments) {
            if (moment.length != length) {
                throw new IllegalArgumentException("The network has " + length + " values, a moment " + moment.length);
            }
        }
    }
}
