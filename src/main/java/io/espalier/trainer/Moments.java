package io.espalier.trainer;

import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import io.espalier.run.UpdaterPlan;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What an update rule keeps for each parameter, before its first update.
 *
 * @param count arrays as long as the parameters; see {@link ReplicaFactory#moments}
 * @param start value of all trained parameters in each of them, as DL4J has it: 0 for means and velocities, epsilon for the squares of
 *     rmsprop, {@value #ADAGRAD_START} for those of adagrad whatever its epsilon is
 */
public record Moments(int count, float start) implements Serializable {
    private static final double ADAGRAD_START = 1e-6;

    /** The moments of a rule. */
    public static Moments of(UpdaterPlan updater) {
        float start =
                switch (updater.kind()) {
                    case ADAM, ADAMW, NESTEROVS, SGD -> 0;
                    case RMSPROP -> (float) updater.epsilon();
                    case ADAGRAD -> (float) ADAGRAD_START;
                };
        return new Moments(ReplicaFactory.moments(updater), start);
    }

    /** None: where they are not averaged, or nothing is trained. */
    public static Moments none() {
        return new Moments(0, 0);
    }

    /** New arrays parallel to a layout; 0 where it has running statistics, which no rule updates. */
    public float[][] fresh(ParameterLayout layout) {
        float[][] moments = new float[count][layout.length()];
        for (float[] moment : moments) {
            for (Tensor tensor : layout.tensors()) {
                Arrays.fill(moment, tensor.offset(), tensor.end(), tensor.role().trainable() ? start : 0);
            }
        }
        return moments;
    }
}
