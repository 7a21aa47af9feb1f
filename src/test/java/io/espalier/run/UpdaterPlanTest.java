package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.espalier.run.TrainingPlan.GradientNormalization;
import io.espalier.run.TrainingPlan.UpdaterKind;
import io.espalier.schedule.LearningRateSchedule.Decay;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpdaterPlanTest {
    @ParameterizedTest
    @EnumSource(UpdaterKind.class)
    void everyRuleHasItsDefaults(UpdaterKind kind) {
        UpdaterPlan plan = UpdaterPlan.constant(kind, 0.25);
        assertThat(plan.learningRates().rate(0.9)).isEqualTo(0.25);
        assertThat(plan.withLearningRate(0.5).withLearningRate(0.25)).isEqualTo(plan);
    }

    @Test
    void constantsOfOtherRulesAreRefused() {
        refused(
                () -> plan(UpdaterKind.SGD, 0.99, 0.95, 1e-8),
                "training.updater.beta2 has no meaning with training.updater.kind sgd");
        refused(
                () -> plan(UpdaterKind.RMSPROP, 0.99, 0.95, 1e-8),
                "training.updater.beta2 has no meaning with training.updater.kind rmsprop");
        refused(
                () -> plan(UpdaterKind.ADAM, 0.999, 0.9, 1e-8),
                "training.updater.rho has no meaning with training.updater.kind adam");
        refused(
                () -> plan(UpdaterKind.NESTEROVS, 0.999, 0.95, 1e-6),
                "training.updater.epsilon has no meaning with training.updater.kind nesterovs");
        assertThat(plan(UpdaterKind.ADAM, 0.99, 0.95, 1e-6).beta2()).isEqualTo(0.99);
        assertThat(plan(UpdaterKind.RMSPROP, 0.999, 0.9, 1e-6).rho()).isEqualTo(0.9);
        assertThat(plan(UpdaterKind.ADAGRAD, 0.999, 0.95, 1e-6).epsilon()).isEqualTo(1e-6);
    }

    @Test
    void weightDecayMakesAdamAdamw() {
        refused(
                () -> UpdaterPlan.constant(UpdaterKind.ADAM, 1).withPenalties(0, 0, 0.1),
                "training.updater.weight_decay needs another training.updater.kind than adam: adamw is adam with it");
        refused(
                () -> UpdaterPlan.constant(UpdaterKind.ADAMW, 1).withPenalties(0, 0, 0),
                "training.updater.weight_decay must be above 0 with training.updater.kind adamw: adam is adamw without it");
        assertThat(UpdaterPlan.constant(UpdaterKind.SGD, 1)
                        .withPenalties(0.1, 0, 0.2)
                        .weightDecay())
                .isEqualTo(0.2);
    }

    @Test
    void weightsHaveOnePenaltyOfTheirSquares() {
        refused(
                () -> UpdaterPlan.constant(UpdaterKind.SGD, 1).withPenalties(0, 0.1, 0.2),
                "training.updater.l2 and training.updater.weight_decay exclude each other: 0.1, 0.2");
    }

    @ParameterizedTest
    @EnumSource(GradientNormalization.class)
    void thresholdIsForClipping(GradientNormalization kind) {
        UpdaterPlan plan = UpdaterPlan.constant(UpdaterKind.SGD, 1);
        if (kind.clips()) {
            assertThat(plan.withGradientNormalization(kind, 0.5).gradientThreshold())
                    .isEqualTo(0.5);
        } else {
            refused(
                    () -> plan.withGradientNormalization(kind, 0.5),
                    "training.updater.gradient_threshold has no meaning with training.updater.gradient_normalization "
                            + TrainingPlan.word(kind));
        }
    }

    private static UpdaterPlan plan(UpdaterKind kind, double beta2, double rho, double epsilon) {
        return new UpdaterPlan(
                kind, 0.1, Decay.CONSTANT, 0, 0.9, beta2, rho, epsilon, 0, 0, 0, GradientNormalization.NONE, 1);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
