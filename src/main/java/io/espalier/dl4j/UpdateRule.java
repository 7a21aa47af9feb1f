package io.espalier.dl4j;

import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * A plan's optimizer in DL4J's words. AdamW is DL4J's Adam with its WeightDecay, which the learning rate multiplies.
 *
 * @param updater turns a gradient into a step
 * @param regularization of weights
 * @param normalization of gradients
 * @param threshold of a normalisation that clips
 */
record UpdateRule(
        IUpdater updater, List<Regularization> regularization, GradientNormalization normalization, double threshold) {
    UpdateRule {
        regularization = List.copyOf(regularization);
    }

    /** With the plan's own learning rate: plain, for export. */
    static UpdateRule constant(UpdaterPlan plan) {
        IUpdater updater =
                switch (plan.kind()) {
                    case ADAM, ADAMW -> new Adam(plan.learningRate(), plan.momentum(), plan.beta2(), plan.epsilon());
                    case NESTEROVS -> new Nesterovs(plan.learningRate(), plan.momentum());
                    case SGD -> new Sgd(plan.learningRate());
                    case RMSPROP -> new RmsProp(plan.learningRate(), plan.rho(), plan.epsilon());
                    case ADAGRAD -> new AdaGrad(plan.learningRate(), plan.epsilon());
                };
        return of(plan, updater);
    }

    /** With a learning rate that is read anew at each step. */
    static UpdateRule scheduled(UpdaterPlan plan, ISchedule rate) {
        IUpdater updater = plan.kind() == UpdaterKind.ADAGRAD
                ? new ScheduledAdaGrad(rate, plan.epsilon())
                : constant(plan).updater();
        updater.setLrAndSchedule(Double.NaN, rate);
        return of(plan, updater);
    }

    /** Of a model that is never updated. */
    static UpdateRule none() {
        return new UpdateRule(new NoOp(), List.of(), GradientNormalization.None, 1);
    }

    private static UpdateRule of(UpdaterPlan plan, IUpdater updater) {
        List<Regularization> penalties = new ArrayList<>();
        if (plan.l1() > 0) {
            penalties.add(new L1Regularization(plan.l1()));
        }
        if (plan.l2() > 0) {
            penalties.add(new L2Regularization(plan.l2()));
        }
        if (plan.weightDecay() > 0) {
            penalties.add(new WeightDecay(plan.weightDecay(), true));
        }
        return new UpdateRule(
                updater, penalties, normalization(plan.gradientNormalization()), plan.gradientThreshold());
    }

    private static GradientNormalization normalization(io.espalier.run.GradientNormalization kind) {
        return switch (kind) {
            case NONE -> GradientNormalization.None;
            case RENORMALIZE_L2_PER_LAYER -> GradientNormalization.RenormalizeL2PerLayer;
            case RENORMALIZE_L2_PER_PARAM_TYPE -> GradientNormalization.RenormalizeL2PerParamType;
            case CLIP_ELEMENT_WISE_ABSOLUTE_VALUE -> GradientNormalization.ClipElementWiseAbsoluteValue;
            case CLIP_L2_PER_LAYER -> GradientNormalization.ClipL2PerLayer;
            case CLIP_L2_PER_PARAM_TYPE -> GradientNormalization.ClipL2PerParamType;
        };
    }

    /** Makes it the rule of all layers that don't name one. */
    NeuralNetConfiguration.Builder applyTo(NeuralNetConfiguration.Builder builder) {
        return builder.updater(updater)
                .regularization(regularization)
                .gradientNormalization(normalization)
                .gradientNormalizationThreshold(threshold);
    }

    /**
     * DL4J's AdaGrad that keeps its schedule where DL4J copies it for each layer: DL4J's own copy forgets it and is left without a learning
     * rate. Never part of an exported configuration.
     */
    static final class ScheduledAdaGrad extends AdaGrad {
        private static final long serialVersionUID = 1L;

        ScheduledAdaGrad(ISchedule rate, double epsilon) {
            super(rate, epsilon);
        }

        /** The same object: it has no state of its own. */
        @Override
        @SuppressWarnings("MethodDoesntCallSuperMethod")
        public AdaGrad clone() {
            return this;
        }
    }
}
