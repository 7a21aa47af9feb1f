package io.espalier.engine;

import static io.espalier.engine.Vectors.ORDER;
import static io.espalier.engine.Vectors.SPECIES;
import static io.espalier.engine.Vectors.WIDTH;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static jdk.incubator.vector.VectorOperators.LE;

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
                biasRelu(values.bytes(), bias.bytes(), bytes(start), bytes(whole));
            } else {
                bias(values.bytes(), bias.bytes(), bytes(start), bytes(whole));
                if (f != Activation.IDENTITY) {
                    VectorActivations.activation(f, values.bytes(), values.bytes(), bytes(start), bytes(start + whole));
                }
            }
            ScalarPasses.biasActivation(f, values.floats(), bias.floats(), start, whole, columns);
        }
    }

    private static int bytes(int floats) {
        return floats * Float.BYTES;
    }

    private static void biasRelu(ByteBuffer values, ByteBuffer bias, int start, int width) {
        for (int i = 0; i < width; i += WIDTH) {
            FloatVector x =
                    fromByteBuffer(SPECIES, values, start + i, ORDER).add(fromByteBuffer(SPECIES, bias, i, ORDER));
            x.blend(0f, x.compare(LE, 0f)).intoByteBuffer(values, start + i, ORDER);
        }
    }

    private static void bias(ByteBuffer values, ByteBuffer bias, int start, int width) {
        for (int i = 0; i < width; i += WIDTH) {
            fromByteBuffer(SPECIES, values, start + i, ORDER)
                    .add(fromByteBuffer(SPECIES, bias, i, ORDER))
                    .intoByteBuffer(values, start + i, ORDER);
        }
    }

    @Override
    public void activation(Activation f, FloatMemory from, FloatMemory into, int length) {
        int whole = SPECIES.loopBound(length);
        VectorActivations.activation(f, from.bytes(), into.bytes(), 0, bytes(whole));
        ScalarPasses.activation(f, from.floats(), into.floats(), whole, length);
    }

    @Override
    public void derivative(Activation f, FloatMemory known, FloatMemory error, int length) {
        int whole = SPECIES.loopBound(length);
        VectorActivations.derivative(f, known.bytes(), error.bytes(), 0, bytes(whole));
        ScalarPasses.derivative(f, known.floats(), error.floats(), whole, length);
    }

    @Override
    public void derivativeAndColumnSums(
            Activation f, FloatMemory known, FloatMemory error, FloatMemory sums, int rows, int columns) {
        int whole = SPECIES.loopBound(columns);
        clear(sums.bytes(), bytes(whole));
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            if (f == Activation.RELU) {
                reluDerivativeAndSum(known.bytes(), error.bytes(), sums.bytes(), bytes(start), bytes(whole));
            } else {
                VectorActivations.derivative(f, known.bytes(), error.bytes(), bytes(start), bytes(start + whole));
                addRow(error.bytes(), sums.bytes(), bytes(start), bytes(whole));
            }
            ScalarPasses.derivative(f, known.floats(), error.floats(), start + whole, start + columns);
        }
        ScalarPasses.columnSums(error.floats(), sums.floats(), rows, columns, whole);
    }

    private static void clear(ByteBuffer values, int width) {
        for (int i = 0; i < width; i += WIDTH) {
            FloatVector.zero(SPECIES).intoByteBuffer(values, i, ORDER);
        }
    }

    private static void reluDerivativeAndSum(
            ByteBuffer known, ByteBuffer error, ByteBuffer sums, int start, int width) {
        for (int i = 0; i < width; i += WIDTH) {
            FloatVector y = fromByteBuffer(SPECIES, known, start + i, ORDER);
            FloatVector e = fromByteBuffer(SPECIES, error, start + i, ORDER);
            FloatVector derived = e.blend(0f, y.compare(LE, 0f));
            derived.intoByteBuffer(error, start + i, ORDER);
            fromByteBuffer(SPECIES, sums, i, ORDER).add(derived).intoByteBuffer(sums, i, ORDER);
        }
    }

    private static void addRow(ByteBuffer matrix, ByteBuffer sums, int start, int width) {
        for (int i = 0; i < width; i += WIDTH) {
            fromByteBuffer(SPECIES, sums, i, ORDER)
                    .add(fromByteBuffer(SPECIES, matrix, start + i, ORDER))
                    .intoByteBuffer(sums, i, ORDER);
        }
    }

    @Override
    public void softmax(FloatMemory values, int rows, int columns) {
        int length = rows * columns;
        int whole = SPECIES.loopBound(length);
        ScalarPasses.subtractMaxima(values.floats(), rows, columns);
        VectorActivations.exp(values.bytes(), 0, bytes(whole));
        ScalarPasses.exp(values.floats(), whole, length);
        ScalarPasses.divideBySums(values.floats(), rows, columns);
    }

    @Override
    public void softmaxDerivative(FloatMemory p, FloatMemory error, int rows, int columns) {
        ScalarPasses.softmaxDerivative(p.floats(), error.floats(), rows, columns);
    }

    @Override
    public void add(FloatMemory from, FloatMemory into, int start, int end) {
        int whole = start + SPECIES.loopBound(end - start);
        add(from.bytes(), into.bytes(), bytes(start), bytes(whole));
        scalar.add(from, into, whole, end);
    }

    private static void add(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            fromByteBuffer(SPECIES, into, i, ORDER)
                    .add(fromByteBuffer(SPECIES, from, i, ORDER))
                    .intoByteBuffer(into, i, ORDER);
        }
    }

    @Override
    public void multiply(FloatMemory from, FloatMemory factors, FloatMemory into, int length, boolean adds) {
        int whole = SPECIES.loopBound(length);
        if (adds) {
            addProducts(from.bytes(), factors.bytes(), into.bytes(), bytes(whole));
        } else {
            products(from.bytes(), factors.bytes(), into.bytes(), bytes(whole));
        }
        ScalarPasses.multiply(from.floats(), factors.floats(), into.floats(), whole, length, adds);
    }

    private static void products(ByteBuffer from, ByteBuffer factors, ByteBuffer into, int end) {
        for (int i = 0; i < end; i += WIDTH) {
            fromByteBuffer(SPECIES, from, i, ORDER)
                    .mul(fromByteBuffer(SPECIES, factors, i, ORDER))
                    .intoByteBuffer(into, i, ORDER);
        }
    }

    private static void addProducts(ByteBuffer from, ByteBuffer factors, ByteBuffer into, int end) {
        for (int i = 0; i < end; i += WIDTH) {
            FloatVector product =
                    fromByteBuffer(SPECIES, from, i, ORDER).mul(fromByteBuffer(SPECIES, factors, i, ORDER));
            fromByteBuffer(SPECIES, into, i, ORDER).add(product).intoByteBuffer(into, i, ORDER);
        }
    }

    @Override
    public void copy(FloatMemory from, FloatMemory into, int length) {
        into.floats().put(0, from.floats(), 0, length);
    }

    @Override
    public void subtract(FloatMemory from, FloatMemory into, int start, int end) {
        int whole = start + SPECIES.loopBound(end - start);
        subtract(from.bytes(), into.bytes(), bytes(start), bytes(whole));
        scalar.subtract(from, into, whole, end);
    }

    private static void subtract(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            fromByteBuffer(SPECIES, into, i, ORDER)
                    .sub(fromByteBuffer(SPECIES, from, i, ORDER))
                    .intoByteBuffer(into, i, ORDER);
        }
    }

    @Override
    public void addSigns(FloatMemory from, float factor, FloatMemory into, int start, int end) {
        scalar.addSigns(from, factor, into, start, end);
    }

    @Override
    public void scale(FloatMemory values, float factor, int start, int end) {
        int whole = start + SPECIES.loopBound(end - start);
        scale(values.bytes(), factor, bytes(start), bytes(whole));
        scalar.scale(values, factor, whole, end);
    }

    private static void scale(ByteBuffer values, float factor, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            fromByteBuffer(SPECIES, values, i, ORDER).mul(factor).intoByteBuffer(values, i, ORDER);
        }
    }

    @Override
    public void clip(FloatMemory values, float bound, int start, int end) {
        int whole = start + SPECIES.loopBound(end - start);
        clip(values.bytes(), bound, bytes(start), bytes(whole));
        scalar.clip(values, bound, whole, end);
    }

    private static void clip(ByteBuffer values, float bound, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            fromByteBuffer(SPECIES, values, i, ORDER).max(-bound).min(bound).intoByteBuffer(values, i, ORDER);
        }
    }

    @Override
    public void update(UpdateRule.Kind kind, UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        int whole = start + SPECIES.loopBound(end - start);
        switch (kind) {
            case SGD -> VectorUpdates.sgd(memory, numbers, bytes(start), bytes(whole));
            case NESTEROVS -> VectorUpdates.nesterovs(memory, numbers, bytes(start), bytes(whole));
            case ADAM -> VectorUpdates.adam(memory, numbers, bytes(start), bytes(whole));
            case RMSPROP -> VectorUpdates.rmsProp(memory, numbers, bytes(start), bytes(whole));
            case ADAGRAD -> VectorUpdates.adaGrad(memory, numbers, bytes(start), bytes(whole));
        }
        scalar.update(kind, memory, numbers, whole, end);
    }
}
