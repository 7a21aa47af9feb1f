package io.espalier.engine;

import static io.espalier.engine.VectorFunctions.LANES;
import static io.espalier.engine.VectorFunctions.SPECIES;
import static io.espalier.engine.VectorFunctions.load;
import static io.espalier.engine.VectorFunctions.store;

import io.espalier.network.Activation;
import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** The passes by the JDK's Vector API; what is left beside whole vectors is done by {@link ScalarPasses}. */
final class VectorPasses implements Passes {
    private final ScalarPasses scalar = new ScalarPasses();

    @Override
    public void biasActivation(Activation f, FloatMemory values, FloatMemory bias, int rows, int columns) {
        int whole = SPECIES.loopBound(columns);
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            if (f == Activation.RELU) {
                biasRelu(values.bytes(), bias.bytes(), start, whole);
            } else {
                bias(values.bytes(), bias.bytes(), start, whole);
                if (f != Activation.IDENTITY) {
                    VectorActivations.activation(f, values.bytes(), values.bytes(), start, start + whole);
                }
            }
            ScalarPasses.biasActivation(f, values.floats(), bias.floats(), start, whole, columns);
        }
    }

    private static void biasRelu(ByteBuffer values, ByteBuffer bias, int start, int columns) {
        for (int c = 0; c < columns; c += LANES) {
            store(VectorFunctions.relu(load(values, start + c).add(load(bias, c))), values, start + c);
        }
    }

    private static void bias(ByteBuffer values, ByteBuffer bias, int start, int columns) {
        for (int c = 0; c < columns; c += LANES) {
            store(load(values, start + c).add(load(bias, c)), values, start + c);
        }
    }

    @Override
    public void activation(Activation f, FloatMemory from, FloatMemory into, int length) {
        int whole = SPECIES.loopBound(length);
        VectorActivations.activation(f, from.bytes(), into.bytes(), 0, whole);
        ScalarPasses.activation(f, from.floats(), into.floats(), whole, length);
    }

    @Override
    public void derivative(Activation f, FloatMemory known, FloatMemory error, int length) {
        int whole = SPECIES.loopBound(length);
        VectorActivations.derivative(f, known.bytes(), error.bytes(), 0, whole);
        ScalarPasses.derivative(f, known.floats(), error.floats(), whole, length);
    }

    @Override
    public void derivativeAndColumnSums(
            Activation f, FloatMemory known, FloatMemory error, FloatMemory sums, int rows, int columns) {
        int whole = SPECIES.loopBound(columns);
        clear(sums.bytes(), whole);
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            if (f == Activation.RELU) {
                reluDerivativeAndSum(known.bytes(), error.bytes(), sums.bytes(), start, whole);
            } else {
                VectorActivations.derivative(f, known.bytes(), error.bytes(), start, start + whole);
                addRow(error.bytes(), sums.bytes(), start, whole);
            }
            ScalarPasses.derivative(f, known.floats(), error.floats(), start + whole, start + columns);
        }
        ScalarPasses.columnSums(error.floats(), sums.floats(), rows, columns, whole);
    }

    private static void clear(ByteBuffer values, int length) {
        for (int i = 0; i < length; i += LANES) {
            store(FloatVector.zero(SPECIES), values, i);
        }
    }

    private static void reluDerivativeAndSum(
            ByteBuffer known, ByteBuffer error, ByteBuffer sums, int start, int columns) {
        for (int c = 0; c < columns; c += LANES) {
            FloatVector derived = VectorFunctions.reluDerivative(load(known, start + c), load(error, start + c));
            store(derived, error, start + c);
            store(load(sums, c).add(derived), sums, c);
        }
    }

    private static void addRow(ByteBuffer matrix, ByteBuffer sums, int start, int columns) {
        for (int c = 0; c < columns; c += LANES) {
            store(load(sums, c).add(load(matrix, start + c)), sums, c);
        }
    }

    @Override
    public void softmax(FloatMemory values, int rows, int columns) {
        int length = rows * columns;
        int whole = SPECIES.loopBound(length);
        ScalarPasses.subtractMaxima(values.floats(), rows, columns);
        exp(values.bytes(), whole);
        ScalarPasses.exp(values.floats(), whole, length);
        ScalarPasses.divideBySums(values.floats(), rows, columns);
    }

    private static void exp(ByteBuffer values, int length) {
        for (int i = 0; i < length; i += LANES) {
            store(VectorFunctions.exp(load(values, i)), values, i);
        }
    }

    @Override
    public void softmaxDerivative(FloatMemory p, FloatMemory error, int rows, int columns) {
        ScalarPasses.softmaxDerivative(p.floats(), error.floats(), rows, columns);
    }

    @Override
    public void add(FloatMemory from, FloatMemory into, int start, int end) {
        int whole = start + SPECIES.loopBound(end - start);
        addRange(from.bytes(), into.bytes(), start, whole);
        scalar.add(from, into, whole, end);
    }

    private static void addRange(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(load(into, i).add(load(from, i)), into, i);
        }
    }

    @Override
    public void multiply(FloatMemory from, FloatMemory factors, FloatMemory into, int length, boolean adds) {
        int whole = SPECIES.loopBound(length);
        if (adds) {
            addProducts(from.bytes(), factors.bytes(), into.bytes(), whole);
        } else {
            products(from.bytes(), factors.bytes(), into.bytes(), whole);
        }
        ScalarPasses.multiply(from.floats(), factors.floats(), into.floats(), whole, length, adds);
    }

    private static void products(ByteBuffer from, ByteBuffer factors, ByteBuffer into, int length) {
        for (int i = 0; i < length; i += LANES) {
            store(load(from, i).mul(load(factors, i)), into, i);
        }
    }

    private static void addProducts(ByteBuffer from, ByteBuffer factors, ByteBuffer into, int length) {
        for (int i = 0; i < length; i += LANES) {
            store(load(into, i).add(load(from, i).mul(load(factors, i))), into, i);
        }
    }

    @Override
    public void copy(FloatMemory from, FloatMemory into, int length) {
        into.floats().put(0, from.floats(), 0, length);
    }

    @Override
    public void subtract(FloatMemory from, FloatMemory into, int start, int end) {
        int whole = start + SPECIES.loopBound(end - start);
        for (int i = start; i < whole; i += LANES) {
            store(load(into.bytes(), i).sub(load(from.bytes(), i)), into.bytes(), i);
        }
        scalar.subtract(from, into, whole, end);
    }

    @Override
    public void addSigns(FloatMemory from, float factor, FloatMemory into, int start, int end) {
        scalar.addSigns(from, factor, into, start, end);
    }

    @Override
    public void scale(FloatMemory values, float factor, int start, int end) {
        int whole = start + SPECIES.loopBound(end - start);
        for (int i = start; i < whole; i += LANES) {
            store(load(values.bytes(), i).mul(factor), values.bytes(), i);
        }
        scalar.scale(values, factor, whole, end);
    }

    @Override
    public void clip(FloatMemory values, float bound, int start, int end) {
        int whole = start + SPECIES.loopBound(end - start);
        FloatVector low = FloatVector.broadcast(SPECIES, -bound);
        FloatVector high = FloatVector.broadcast(SPECIES, bound);
        for (int i = start; i < whole; i += LANES) {
            store(load(values.bytes(), i).max(low).min(high), values.bytes(), i);
        }
        scalar.clip(values, bound, whole, end);
    }

    @Override
    public void update(UpdateRule.Kind kind, UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        int whole = start + SPECIES.loopBound(end - start);
        switch (kind) {
            case SGD -> VectorUpdates.sgd(memory, numbers, start, whole);
            case NESTEROVS -> VectorUpdates.nesterovs(memory, numbers, start, whole);
            case ADAM -> VectorUpdates.adam(memory, numbers, start, whole);
            case RMSPROP -> VectorUpdates.rmsProp(memory, numbers, start, whole);
            case ADAGRAD -> VectorUpdates.adaGrad(memory, numbers, start, whole);
        }
        scalar.update(kind, memory, numbers, whole, end);
    }
}
