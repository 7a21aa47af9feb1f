package io.espalier.engine;

import io.espalier.network.Activation;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Element-wise passes over memory. All implementations give the same bits: each value is computed by the same operations, fused
 * multiply-adds included, and sums run down the rows of a matrix, never across the lanes of a vector.
 *
 * <p>Matrices are row-major and dense. Memory is used from its beginning; sizes are checked by the buffers. Stateless and thread-safe.
 */
interface Passes {
    /** The fastest implementation of this JVM: by the JDK's Vector API where its module is there, else plain Java. */
    static Passes fastest() {
        return Chosen.PASSES;
    }

    /** The implementation by the Vector API; empty where the JVM was started without its module. */
    static Optional<Passes> vector() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return Optional.empty();
        }
        try {
            // The class is compiled after this one, with the module: see pom.xml.
            return Optional.of(Class.forName(Passes.class.getPackageName() + ".VectorPasses")
                    .asSubclass(Passes.class)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("The passes by vectors were not built", e);
        }
    }

    /** {@code values[r][c] = f(values[r][c] + bias[c])}, for an element-wise f. */
    void biasActivation(Activation f, FloatMemory values, FloatMemory bias, int rows, int columns);

    /** {@code into[i] = f(from[i])}, for an element-wise f; both may be the same memory. */
    void activation(Activation f, FloatMemory from, FloatMemory into, int length);

    /**
     * {@code error[i] *= f'}, for an element-wise f.
     *
     * @param known the values after f; for one that {@link Functions#derivesFromInput} the values before it
     */
    void derivative(Activation f, FloatMemory known, FloatMemory error, int length);

    /** {@link #derivative} on a matrix, and its column sums after it: {@code sums[c] = sum over r of error[r][c]}, rows in order. */
    void derivativeAndColumnSums(
            Activation f, FloatMemory known, FloatMemory error, FloatMemory sums, int rows, int columns);

    /** {@code values[r][c] = exp(values[r][c]) / sum over c of exp(values[r][c])}. */
    void softmax(FloatMemory values, int rows, int columns);

    /** {@code error[r][c] = p[r][c] (error[r][c] - sum over c of error[r][c] p[r][c])}: the derivative of a softmax p. */
    void softmaxDerivative(FloatMemory p, FloatMemory error, int rows, int columns);

    /** {@code values[r][c] += bias[c]}. */
    default void bias(FloatMemory values, FloatMemory bias, int rows, int columns) {
        biasActivation(Activation.IDENTITY, values, bias, rows, columns);
    }

    /** {@code into[i] += from[i]}. */
    default void add(FloatMemory from, FloatMemory into, int length) {
        add(from, into, 0, length);
    }

    /** {@code into[i] += from[i]} for i in {@code [start, end)}. */
    void add(FloatMemory from, FloatMemory into, int start, int end);

    /** {@code into[i] = from[i] factors[i]}, added to into where {@code adds}. */
    void multiply(FloatMemory from, FloatMemory factors, FloatMemory into, int length, boolean adds);

    /** {@code into[i] = from[i]}. */
    void copy(FloatMemory from, FloatMemory into, int length);

    /** {@code into[i] -= from[i]} for i in {@code [start, end)}. */
    void subtract(FloatMemory from, FloatMemory into, int start, int end);

    /** {@code into[i] += factor from[i]'s sign} for i in {@code [start, end)}: the gradient of an L1 penalty. */
    void addSigns(FloatMemory from, float factor, FloatMemory into, int start, int end);

    /** {@code values[i] = values[i] factor} for i in {@code [start, end)}. */
    void scale(FloatMemory values, float factor, int start, int end);

    /** Brings {@code values[i]} into [-bound, bound] for i in {@code [start, end)}. */
    void clip(FloatMemory values, float bound, int start, int end);

    /** One update of the parameters in {@code [start, end)} and their moments by a rule: see {@link ScalarUpdates}. */
    void update(UpdateRule.Kind kind, UpdateMemory memory, UpdateNumbers numbers, int start, int end);

    /** The choice of this JVM, made once. */
    final class Chosen {
        private static final Logger LOGGER = LoggerFactory.getLogger(Passes.class);
        private static final Passes PASSES = vector().orElseGet(Chosen::scalar);

        private Chosen() {}

        private static Passes scalar() {
            LOGGER.warn("Java was started without --add-modules=jdk.incubator.vector: "
                    + "activations, sums and updates are several times slower");
            return new ScalarPasses();
        }
    }
}
