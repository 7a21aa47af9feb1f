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
     * Takes the step.
     *
     * @param parameters x on entry, the new weights on return
     * @param change d, averaged over the workers
     * @param momentum on entry as the last round left it, zeros before the first; on return after this one; not used without momentum
     * @param learningRate of the inner steps, the mean over the round
     */
    void apply(float[] parameters, float[] change, float[] momentum, double learningRate);

    /** x + d: the mean of the workers' weights. */
    record Average() implements OuterStep {
        @Override
        public boolean hasMomentum() {
            return false;
        }

        @Override
        public void apply(float[] parameters, float[] change, float[] momentum, double learningRate) {
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = (float) ((double) parameters[i] + change[i]);
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
        public void apply(float[] parameters, float[] change, float[] u, double learningRate) {
            if (learningRate == 0) {
                return;
            }
            for (int i = 0; i < parameters.length; i++) {
                // learningRate u, without the division: what is left without momentum is the average, to the bit.
                double slow = learningRate * momentum * u[i] - change[i];
                u[i] = (float) (momentum * u[i] - change[i] / learningRate);
                parameters[i] = (float) (parameters[i] - rate * slow);
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
        public void apply(float[] parameters, float[] change, float[] v, double learningRate) {
            for (int i = 0; i < parameters.length; i++) {
                double velocity = momentum * v[i] - change[i];
                v[i] = (float) velocity;
                parameters[i] = (float) (parameters[i] - rate * (momentum * velocity - change[i]));
            }
        }
    }
}
