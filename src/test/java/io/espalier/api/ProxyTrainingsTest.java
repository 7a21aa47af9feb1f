package io.espalier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.run.Budget;
import io.espalier.run.PhaseKind;
import io.espalier.run.PhasePlan;
import io.espalier.run.PlanIdentity;
import io.espalier.run.TrainingPlan;
import io.espalier.testing.Plans;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyTrainingsTest {
    @Test
    void aProxyIsOneBaselinePhaseFromASeedOfItsOwn() {
        TrainingPlan job = Plans.digits("training.seed=5");

        TrainingPlan first = ProxyTrainings.plan(job, 1, Optional.empty());

        assertThat(first.phases()).containsExactly(new PhasePlan(PhaseKind.BASELINE, BigDecimal.ONE));
        assertThat(PlanIdentity.differences(job, first))
                .containsExactly("training.budget.epochs", "training.seed", "phases");
        assertThat(List.of(seed(job, 1), seed(job, 2), seed(Plans.digits("training.seed=6"), 1)))
                .doesNotHaveDuplicates()
                .doesNotContain(5L, 6L);
        assertThat(seed(job, 1)).isEqualTo(first.training().seed());
    }

    private static long seed(TrainingPlan job, int number) {
        return ProxyTrainings.plan(job, number, Optional.empty()).training().seed();
    }

    @Test
    void withoutAFractionItIsAsLongAsAllLeadingBaselinePhases() {
        TrainingPlan job = Plans.digits(
                "phases=[{baseline: 0.1}, {baseline: 0.25}, {hybrid: 0.15}, {baseline: 0.1}, {constrained: 0.4}]");

        // 0.35 of 30
        assertThat(epochs(ProxyTrainings.plan(job, 1, Optional.empty()))).isEqualByComparingTo("10.5");
    }

    @Test
    void aFractionIsOfTheWholeBudget() {
        TrainingPlan proxy = ProxyTrainings.plan(Plans.digits(), 1, Optional.of(new BigDecimal("0.05")));

        assertThat(epochs(proxy)).isEqualByComparingTo("1.5");
    }

    private static BigDecimal epochs(TrainingPlan plan) {
        return plan.training().budget().epochs().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"100, 0.5, 50", "100, 0.001, 1", "7, 0.3, 3", "10, 0.3, 3", "10, 1, 10"})
    void aPartOfAStepIsAStep(int steps, BigDecimal fraction, int expected) {
        TrainingPlan job = Plans.digits("training.budget={steps: " + steps + "}");

        assertThat(ProxyTrainings.plan(job, 1, Optional.of(fraction)).training().budget())
                .isEqualTo(new Budget(Optional.empty(), Optional.of(expected)));
    }

    @Test
    void aJobThatBeginsWithoutABaselineNeedsAFraction() {
        TrainingPlan job = Plans.digits("phases=[{hybrid: 0.5}, {baseline: 0.5}]");

        assertThatThrownBy(() -> ProxyTrainings.plan(job, 1, Optional.empty()))
                .isInstanceOf(UserException.class)
                .hasMessage("phases begin without a baseline, whose length a proxy's training would have; say with"
                        + " --proxy-fraction what part of the budget it gets, or give a --model");
        assertThat(epochs(ProxyTrainings.plan(job, 1, Optional.of(new BigDecimal("0.1")))))
                .isEqualByComparingTo("3");
    }
}
