package io.espalier.trainer;

import io.espalier.run.AveragingPlan;

/**
 * What is done with the workers' averaged change once a round: the update rule of the outer loop.
 *
 * <p>With x the weights at the round's start, d the averaged change and g = -d as the outer gradient. Running statistics do not go
 * through it: they are averaged. Pure functions, in double, rounded once.
 */
public sealed interface OuterStep {
    /** The outer step of a plan. */
    static OuterStep of(AveragingPlan plan) {
        return switch (plan.outer()) {
            case AVERAGE -> new Average();
            case SLOWMO -> new SlowMo(plan.outerRate(), plan.momentum());
            case NESTEROV -> new Nesterov(plan.outerRate(), plan.momentum());
        };
    }

    /** Whether the step carries a momentum, an array as long as the parameters, from round to round. */
    boolean hasMomentum();

    /**
     * Takes the step. The new weights take the place of the change: a driver has no room for more copies of a large network than it
     * needs.
     *
     * @param start x; not written
     * @param change d on entry, averaged over the workers; the new weights on return
     * @param momentum on entry as the last round left it, zeros before the first; on return after this one; not used without momentum
     * @param learningRate of the inner steps, the mean over the round
     */
    void apply(float[] start, float[] change, float[] momentum, double learningRate);

    /** x + d: the mean of the workers' weights. */
    record Average() implements OuterStep {
        @Override
        public boolean hasMomentum() {
            return false;
        }

        @Override
        public void apply(float[] start, float[] change, float[] momentum, double learningRate) {
            for (int i = 0; i < start.length; i++) {
                change[i] = (float) ((double) start[i] + change[i]);
            }
        }
    }

    /**
     * Slow momentum: u = momentum u + g / learningRate; x - rate learningRate u (Wang et al. 2020, arXiv 1910.00643, algorithm 1). The
     * paper's inner rate is constant inside a round; here it is the round's mean, and a round without any rate adds nothing to u.
     */
    record SlowMo(double rate, double momentum) implements OuterStep {
        @Override
        public boolean hasMomentum() {
            return true;
        }

        @Override
        public void apply(float[] start, float[] change, float[] u, double learningRate) {
            if (learningRate == 0) {
                System.arraycopy(start, 0, change, 0, start.length);
                return;
            }
            for (int i = 0; i < start.length; i++) {
                // learningRate u, without the division: what is left without momentum is the average, to the bit.
                double slow = learningRate * momentum * u[i] - change[i];
                u[i] = (float) (momentum * u[i] - change[i] / learningRate);
                change[i] = (float) (start[i] - rate * slow);
            }
        }
    }

    /** Nesterov's momentum: v = momentum v + g; x - rate (g + momentum v) (Douillard et al. 2023, DiLoCo, arXiv 2311.08105). */
    record Nesterov(double rate, double momentum) implements OuterStep {
        @Override
        public boolean hasMomentum() {
            return true;
        }

        @Override
        public void apply(float[] start, float[] change, float[] v, double learningRate) {
            for (int i = 0; i < start.length; i++) {
                double velocity = momentum * v[i] - change[i];
                v[i] = (float) velocity;
                change[i] = (float) (start[i] - rate * (momentum * velocity - change[i]));
            }
        }
    }
}
