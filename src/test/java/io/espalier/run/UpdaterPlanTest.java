package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.espalier.Words;
import java.util.List;
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
                () -> new UpdaterPlan(
                        UpdaterKind.RMSPROP,
                        0.1,
                        DecayKind.CONSTANT,
                        0,
                        CurvePlan.defaults(),
                        0.5,
                        0.999,
                        0.95,
                        1e-8,
                        0,
                        0,
                        0,
                        GradientNormalization.NONE,
                        1),
                "training.updater.momentum has no meaning with training.updater.kind rmsprop");
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

    @ParameterizedTest
    @EnumSource(DecayKind.class)
    void everyDecayHasItsNumbers(DecayKind kind) {
        List<List<Double>> stages = kind == DecayKind.STAGES ? List.of(List.of(0.5, 0.25)) : List.of();
        CurvePlan curve = new CurvePlan(0.01, 0.1, 2, 1, 10, 0.5, 0.1, 0.1, stages);
        double middle =
                switch (kind) {
                    case CONSTANT, CYCLE -> 1;
                    case LINEAR, COSINE, POLYNOMIAL, SIGMOID -> 0.5;
                    case EXPONENTIAL, STEP -> 0.1;
                    case INVERSE -> 1 / 6.0;
                    case STAGES -> 0.25;
                };
        double way = kind == DecayKind.CYCLE ? 0.45 : 0.5;
        assertThat(plan(kind, curve).learningRates().rate(way)).isCloseTo(0.1 * middle, within(1e-15));
    }

    @Test
    void numbersOfOtherDecaysAreRefused() {
        String with = " has no meaning with training.updater.decay ";
        CurvePlan falling = new CurvePlan(0.01, 0.1, 2, 1, 5, 0.5, 0.1, 0.1, List.of());
        refused(() -> plan(DecayKind.COSINE, falling), "training.updater.curve.steepness" + with + "cosine");
        assertThat(plan(DecayKind.INVERSE, falling).decay()).isEqualTo(DecayKind.INVERSE);
        assertThat(plan(DecayKind.SIGMOID, falling).decay()).isEqualTo(DecayKind.SIGMOID);
        CurvePlan stepped = new CurvePlan(0.01, 0.1, 3, 1, 10, 0.5, 0.1, 0.1, List.of());
        refused(() -> plan(DecayKind.LINEAR, stepped), "training.updater.curve.drops" + with + "linear");
        assertThat(plan(DecayKind.STEP, stepped).decay()).isEqualTo(DecayKind.STEP);
        CurvePlan ending = new CurvePlan(0.02, 0.1, 2, 1, 10, 0.5, 0.1, 0.1, List.of());
        refused(() -> plan(DecayKind.STEP, ending), "training.updater.curve.end" + with + "step");
        assertThat(plan(DecayKind.CYCLE, ending).decay()).isEqualTo(DecayKind.CYCLE);
    }

    @Test
    void stagesGoWithTheirKind() {
        CurvePlan staged = new CurvePlan(0.01, 0.1, 2, 1, 10, 0.5, 0.1, 0.1, List.of(List.of(0.5, 0.25)));
        String message = "training.updater.curve.stages goes with training.updater.decay stages";
        refused(() -> plan(DecayKind.STEP, staged), message);
        refused(() -> plan(DecayKind.STAGES, CurvePlan.defaults()), message);
        refused(
                () -> new CurvePlan(0.01, 0.1, 2, 1, 10, 0.5, 0.1, 0.1, List.of(List.of(0.5, 0.2), List.of(0.5, 0.1))),
                "training.updater.curve.stages must be pairs [fraction, factor] in [0, 1] with rising fractions: [0.5, 0.1]");
    }

    private static UpdaterPlan plan(DecayKind kind, CurvePlan curve) {
        return new UpdaterPlan(
                UpdaterKind.SGD, 0.1, kind, 0, curve, 0.9, 0.999, 0.95, 1e-8, 0, 0, 0, GradientNormalization.NONE, 1);
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
                            + Words.word(kind));
        }
    }

    private static UpdaterPlan plan(UpdaterKind kind, double beta2, double rho, double epsilon) {
        return new UpdaterPlan(
                kind,
                0.1,
                DecayKind.CONSTANT,
                0,
                CurvePlan.defaults(),
                0.9,
                beta2,
                rho,
                epsilon,
                0,
                0,
                0,
                GradientNormalization.NONE,
                1);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
