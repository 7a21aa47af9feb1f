package io.espalier.engine;

import static io.espalier.engine.VectorFunctions.LANES;
import static io.espalier.engine.VectorFunctions.load;
import static io.espalier.engine.VectorFunctions.store;

import io.espalier.network.Activation;
import java.nio.ByteBuffer;

/**
 * Loops of activations over whole vectors.
 *
 * <p>A loop each: vectors stay in registers only where the compiler sees all that a loop does, which a function handed in would hide.
 */
final class VectorActivations {
    private VectorActivations() {}

    /** {@code into[i] = f(from[i])} for i in {@code [start, end)}, a multiple of the lanes. */
    static void activation(Activation f, ByteBuffer from, ByteBuffer into, int start, int end) {
        switch (f) {
            case IDENTITY -> identity(from, into, start, end);
            case RELU -> relu(from, into, start, end);
            case LEAKY_RELU -> leakyRelu(from, into, start, end);
            case ELU -> elu(from, into, start, end);
            case GELU -> gelu(from, into, start, end);
            case SWISH -> swish(from, into, start, end);
            case TANH -> tanh(from, into, start, end);
            case SIGMOID -> sigmoid(from, into, start, end);
            case HARD_SIGMOID -> hardSigmoid(from, into, start, end);
            case SOFTMAX -> throw Functions.notElementWise();
        }
    }

    /** {@code error[i] *= f'} for i in {@code [start, end)}, a multiple of the lanes; see {@link Passes#derivative}. */
    static void derivative(Activation f, ByteBuffer known, ByteBuffer error, int start, int end) {
        switch (f) {
            case IDENTITY -> {}
            case RELU -> reluDerivative(known, error, start, end);
            case LEAKY_RELU -> leakyReluDerivative(known, error, start, end);
            case ELU -> eluDerivative(known, error, start, end);
            case GELU -> geluDerivative(known, error, start, end);
            case SWISH -> swishDerivative(known, error, start, end);
            case TANH -> tanhDerivative(known, error, start, end);
            case SIGMOID -> sigmoidDerivative(known, error, start, end);
            case HARD_SIGMOID -> hardSigmoidDerivative(known, error, start, end);
            case SOFTMAX -> throw Functions.notElementWise();
        }
    }

    private static void identity(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(load(from, i), into, i);
        }
    }

    private static void relu(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.relu(load(from, i)), into, i);
        }
    }

    private static void leakyRelu(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.leakyRelu(load(from, i)), into, i);
        }
    }

    private static void elu(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.elu(load(from, i)), into, i);
        }
    }

    private static void gelu(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.gate(load(from, i), Functions.GELU_SCALE), into, i);
        }
    }

    private static void swish(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.gate(load(from, i), 1), into, i);
        }
    }

    private static void tanh(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.tanh(load(from, i)), into, i);
        }
    }

    private static void sigmoid(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.sigmoid(load(from, i)), into, i);
        }
    }

    private static void hardSigmoid(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.hardSigmoid(load(from, i)), into, i);
        }
    }

    private static void reluDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.reluDerivative(load(known, i), load(error, i)), error, i);
        }
    }

    private static void leakyReluDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.leakyReluDerivative(load(known, i), load(error, i)), error, i);
        }
    }

    private static void eluDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.eluDerivative(load(known, i), load(error, i)), error, i);
        }
    }

    private static void geluDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.gateDerivative(load(known, i), Functions.GELU_SCALE, load(error, i)), error, i);
        }
    }

    private static void swishDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.gateDerivative(load(known, i), 1, load(error, i)), error, i);
        }
    }

    private static void tanhDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.tanhDerivative(load(known, i), load(error, i)), error, i);
        }
    }

    private static void sigmoidDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.sigmoidDerivative(load(known, i), load(error, i)), error, i);
        }
    }

    private static void hardSigmoidDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += LANES) {
            store(VectorFunctions.hardSigmoidDerivative(load(known, i), load(error, i)), error, i);
        }
    }
}
