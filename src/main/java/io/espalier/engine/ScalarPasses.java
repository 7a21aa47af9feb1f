package io.espalier.engine;

import io.espalier.network.Activation;
import java.nio.FloatBuffer;

/** The passes in plain Java: the reference, and what computes where the JVM has no Vector API. */
final class ScalarPasses implements Passes {
    @Override
    public void biasActivation(Activation f, FloatMemory values, FloatMemory bias, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            biasActivation(f, values.floats(), bias.floats(), row * columns, 0, columns);
        }
    }

    /** Columns {@code [from, to)} of the row that begins at {@code start}. */
    static void biasActivation(Activation f, FloatBuffer values, FloatBuffer bias, int start, int from, int to) {
        for (int c = from; c < to; c++) {
            values.put(start + c, Functions.activation(f, values.get(start + c) + bias.get(c)));
        }
    }

    @Override
    public void activation(Activation f, FloatMemory from, FloatMemory into, int length) {
        activation(f, from.floats(), into.floats(), 0, length);
    }

    static void activation(Activation f, FloatBuffer from, FloatBuffer into, int start, int end) {
        for (int i = start; i < end; i++) {
            into.put(i, Functions.activation(f, from.get(i)));
        }
    }

    @Override
    public void derivative(Activation f, FloatMemory known, FloatMemory error, int length) {
        derivative(f, known.floats(), error.floats(), 0, length);
    }

    static void derivative(Activation f, FloatBuffer known, FloatBuffer error, int start, int end) {
        for (int i = start; i < end; i++) {
            error.put(i, Functions.derivative(f, known.get(i), error.get(i)));
        }
    }

    @Override
    public void derivativeAndColumnSums(
            Activation f, FloatMemory known, FloatMemory error, FloatMemory sums, int rows, int columns) {
        derivative(f, known.floats(), error.floats(), 0, rows * columns);
        columnSums(error.floats(), sums.floats(), rows, columns, 0);
    }

    /** Sums of the columns {@code [from, columns)}. */
    static void columnSums(FloatBuffer matrix, FloatBuffer sums, int rows, int columns, int from) {
        for (int c = from; c < columns; c++) {
            float sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += matrix.get(row * columns + c);
            }
            sums.put(c, sum);
        }
    }

    @Override
    public void softmax(FloatMemory values, int rows, int columns) {
        subtractMaxima(values.floats(), rows, columns);
        exp(values.floats(), 0, rows * columns);
        divideBySums(values.floats(), rows, columns);
    }

    /** Subtracts from each row its greatest value: then no exp overflows. */
    static void subtractMaxima(FloatBuffer values, int rows, int columns) {
        for (int start = 0; start < rows * columns; start += columns) {
            float max = values.get(start);
            for (int i = start + 1; i < start + columns; i++) {
                max = Math.max(max, values.get(i));
            }
            for (int i = start; i < start + columns; i++) {
                values.put(i, values.get(i) - max);
            }
        }
    }

    static void exp(FloatBuffer values, int start, int end) {
        for (int i = start; i < end; i++) {
            values.put(i, Functions.exp(values.get(i)));
        }
    }

    /** Divides each row by its sum. */
    static void divideBySums(FloatBuffer values, int rows, int columns) {
        for (int start = 0; start < rows * columns; start += columns) {
            float sum = 0;
            for (int i = start; i < start + columns; i++) {
                sum += values.get(i);
            }
            float inverse = 1 / sum;
            for (int i = start; i < start + columns; i++) {
                values.put(i, values.get(i) * inverse);
            }
        }
    }

    @Override
    public void softmaxDerivative(FloatMemory p, FloatMemory error, int rows, int columns) {
        softmaxDerivative(p.floats(), error.floats(), rows, columns);
    }

    static void softmaxDerivative(FloatBuffer p, FloatBuffer error, int rows, int columns) {
        for (int start = 0; start < rows * columns; start += columns) {
            float mean = 0;
            for (int i = start; i < start + columns; i++) {
                mean = Math.fma(p.get(i), error.get(i), mean);
            }
            for (int i = start; i < start + columns; i++) {
                error.put(i, p.get(i) * (error.get(i) - mean));
            }
        }
    }

    @Override
    public void add(FloatMemory from, FloatMemory into, int start, int end) {
        FloatBuffer read = from.floats();
        FloatBuffer written = into.floats();
        for (int i = start; i < end; i++) {
            written.put(i, written.get(i) + read.get(i));
        }
    }

    @Override
    public void multiply(FloatMemory from, FloatMemory factors, FloatMemory into, int length, boolean adds) {
        multiply(from.floats(), factors.floats(), into.floats(), 0, length, adds);
    }

    static void multiply(FloatBuffer from, FloatBuffer factors, FloatBuffer into, int start, int end, boolean adds) {
        for (int i = start; i < end; i++) {
            float product = from.get(i) * factors.get(i);
            into.put(i, adds ? into.get(i) + product : product);
        }
    }

    @Override
    public void copy(FloatMemory from, FloatMemory into, int length) {
        into.floats().put(0, from.floats(), 0, length);
    }

    @Override
    public void subtract(FloatMemory from, FloatMemory into, int start, int end) {
        FloatBuffer read = from.floats();
        FloatBuffer written = into.floats();
        for (int i = start; i < end; i++) {
            written.put(i, written.get(i) - read.get(i));
        }
    }

    @Override
    public void addSigns(FloatMemory from, float factor, FloatMemory into, int start, int end) {
        FloatBuffer read = from.floats();
        FloatBuffer written = into.floats();
        for (int i = start; i < end; i++) {
            written.put(i, Math.fma(factor, Math.signum(read.get(i)), written.get(i)));
        }
    }

    @Override
    public void scale(FloatMemory values, float factor, int start, int end) {
        FloatBuffer scaled = values.floats();
        for (int i = start; i < end; i++) {
            scaled.put(i, scaled.get(i) * factor);
        }
    }

    @Override
    public void clip(FloatMemory values, float bound, int start, int end) {
        FloatBuffer clipped = values.floats();
        for (int i = start; i < end; i++) {
            clipped.put(i, Math.min(Math.max(clipped.get(i), -bound), bound));
        }
    }

    @Override
    public void update(UpdateRule.Kind kind, UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        switch (kind) {
            case SGD -> ScalarUpdates.sgd(memory, numbers, start, end);
            case NESTEROVS -> ScalarUpdates.nesterovs(memory, numbers, start, end);
            case ADAM -> ScalarUpdates.adam(memory, numbers, start, end);
            case RMSPROP -> ScalarUpdates.rmsProp(memory, numbers, start, end);
            case ADAGRAD -> ScalarUpdates.adaGrad(memory, numbers, start, end);
        }
    }
}
