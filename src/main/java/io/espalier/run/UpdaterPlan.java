package io.espalier.run;

import static io.espalier.Words.word;
import static io.espalier.run.Rule.require;

import io.espalier.schedule.LearningRateSchedule;
import java.io.Serializable;
import java.util.Set;

/**
 * The optimizer: the key {@code training.updater}.
 *
 * <p>One update, in DL4J's order: the gradient of the mean loss is normalised; the penalties of {@code l1} and {@code l2} are added to it;
 * the rule turns it into a step; {@code learning rate x weightDecay x weight} is added to the step; the step is subtracted. Penalties and
 * decay act on weights alone: not on biases, gains and offsets. A layer with running statistics (batch normalisation) is not normalised:
 * DL4J would take the changes of its statistics for gradients.
 */
public record UpdaterPlan(
        @Setting(value = "Update rule.", fallback = "adam") UpdaterKind kind,
        @Setting(value = "Learning rate after warm-up.", fallback = "0.001", range = "(0, 1000]") double learningRate,
        @Setting(value = "Decay of the learning rate over the whole run.", fallback = "cosine") DecayKind decay,
        @Setting(
                        value = "Fraction of the run in which the learning rate rises linearly from 0.",
                        fallback = "0",
                        range = "[0, 1)")
                double warmupFraction,
        @Setting(value = "Numbers of the decay.", fallback = "{}") CurvePlan curve,
        @Setting(
                        value = "Momentum of nesterovs; first-moment decay of adam and adamw.",
                        fallback = "0.9",
                        range = "[0, 1)")
                double momentum,
        @Setting(value = "Second-moment decay of adam and adamw.", fallback = "0.999", range = "[0, 1)") double beta2,
        @Setting(value = "Decay of rmsprop's mean of squared gradients.", fallback = "0.95", range = "[0, 1)")
                double rho,
        @Setting(
                        value = "Keeps the division of adam, adamw, rmsprop and adagrad finite.",
                        fallback = "1e-8",
                        range = "(0, 1]")
                double epsilon,
        @Setting(value = "L1 penalty on weights, added to the gradient.", fallback = "0", range = "[0, 1000]")
                double l1,
        @Setting(value = "L2 penalty on weights, added to the gradient.", fallback = "0", range = "[0, 1000]")
                double l2,
        @Setting(
                        value =
                                "Decoupled weight decay: each update takes this times the learning rate off every weight, whatever the gradient.",
                        fallback = "0",
                        range = "[0, 1000]")
                double weightDecay,
        @Setting(value = "How the gradient is limited before the update.", fallback = "none")
                GradientNormalization gradientNormalization,
        @Setting(
                        value =
                                "Largest absolute value or L2 norm that the clipping kinds of gradient_normalization leave.",
                        fallback = "1",
                        range = "(0, 1e30]")
                double gradientThreshold)
        implements Serializable {
    private static final double MOMENTUM = 0.9;
    private static final double BETA2 = 0.999;
    private static final double RHO = 0.95;
    private static final double EPSILON = 1e-8;
    private static final double THRESHOLD = 1;
    private static final Set<UpdaterKind> ADAMS = Set.of(UpdaterKind.ADAM, UpdaterKind.ADAMW);

    public UpdaterPlan {
        require(
                (decay == DecayKind.STAGES) != curve.stages().isEmpty(),
                "training.updater.curve.stages goes with training.updater.decay stages");
        curve.requireMeaning(decay);
        String with = " with training.updater.kind " + word(kind);
        require(
                kind == UpdaterKind.NESTEROVS || ADAMS.contains(kind) || momentum == MOMENTUM,
                "training.updater.momentum has no meaning" + with);
        require(ADAMS.contains(kind) || beta2 == BETA2, "training.updater.beta2 has no meaning" + with);
        require(kind == UpdaterKind.RMSPROP || rho == RHO, "training.updater.rho has no meaning" + with);
        require(kind.divides() || epsilon == EPSILON, "training.updater.epsilon has no meaning" + with);
        require(
                kind != UpdaterKind.ADAM || weightDecay == 0,
                "training.updater.weight_decay needs another training.updater.kind than adam: adamw is adam with it");
        require(
                kind != UpdaterKind.ADAMW || weightDecay > 0,
                "training.updater.weight_decay must be above 0" + with + ": adam is adamw without it");
        require(
                l2 == 0 || weightDecay == 0,
                "training.updater.l2 and training.updater.weight_decay exclude each other: " + l2 + ", " + weightDecay);
        require(
                gradientNormalization.clips() || gradientThreshold == THRESHOLD,
                "training.updater.gradient_threshold has no meaning with training.updater.gradient_normalization "
                        + word(gradientNormalization));
    }

    /** A rule at a constant learning rate, with the defaults of everything else; of {@code adamw} the weight decay 0.01. */
    public static UpdaterPlan constant(UpdaterKind kind, double learningRate) {
        return new UpdaterPlan(
                kind,
                learningRate,
                DecayKind.CONSTANT,
                0,
                CurvePlan.defaults(),
                MOMENTUM,
                BETA2,
                RHO,
                EPSILON,
                0,
                0,
                kind == UpdaterKind.ADAMW ? 0.01 : 0,
                GradientNormalization.NONE,
                THRESHOLD);
    }

    /** The same rule with another learning rate. */
    public UpdaterPlan withLearningRate(double other) {
        return new UpdaterPlan(
                kind,
                other,
                decay,
                warmupFraction,
                curve,
                momentum,
                beta2,
                rho,
                epsilon,
                l1,
                l2,
                weightDecay,
                gradientNormalization,
                gradientThreshold);
    }

    /** The same rule with other penalties on weights. */
    public UpdaterPlan withPenalties(double otherL1, double otherL2, double otherWeightDecay) {
        return new UpdaterPlan(
                kind,
                learningRate,
                decay,
                warmupFraction,
                curve,
                momentum,
                beta2,
                rho,
                epsilon,
                otherL1,
                otherL2,
                otherWeightDecay,
                gradientNormalization,
                gradientThreshold);
    }

    /** The same rule with another normalisation of gradients. */
    public UpdaterPlan withGradientNormalization(GradientNormalization other, double threshold) {
        return new UpdaterPlan(
                kind,
                learningRate,
                decay,
                warmupFraction,
                curve,
                momentum,
                beta2,
                rho,
                epsilon,
                l1,
                l2,
                weightDecay,
                other,
                threshold);
    }

    /** The learning rate as a function of the progress of the whole run. */
    public LearningRateSchedule learningRates() {
        return new LearningRateSchedule(learningRate, curve.decay(decay), warmupFraction);
    }
}
