package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.Budget;
import io.espalier.run.ConstraintPlan;
import io.espalier.run.ImportancePlan;
import io.espalier.run.NetworkKind;
import io.espalier.run.NetworkPlan;
import io.espalier.run.PhaseKind;
import io.espalier.run.PhasePlan;
import io.espalier.run.SelectionSettings;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PlanSentencesTest {
    private static final TrainingPlan PLAN = WorkedRun.plan("digits");
    private static final Optional<BigDecimal> NONE = Optional.empty();

    @Test
    void aDenseRunSaysNothingOfConstraints() {
        List<PhasePlan> dense = List.of(new PhasePlan(PhaseKind.BASELINE, BigDecimal.ONE));
        assertThat(PlanSentences.of(with(PLAN.network(), PLAN.training(), dense, PLAN.constraint(), PLAN.importance())))
                .hasSize(2)
                .last()
                .isEqualTo("Phases: 100 % baseline.");
    }

    @Test
    void networksAndBudgetsAreNamed() {
        NetworkPlan lenet =
                new NetworkPlan(NetworkKind.LENET, List.of(), PLAN.network().activation(), 0, Optional.empty());
        NetworkPlan model =
                new NetworkPlan(NetworkKind.MODEL, List.of(), PLAN.network().activation(), 0, Optional.of("a.zip"));
        NetworkPlan json =
                new NetworkPlan(NetworkKind.DL4J, List.of(), PLAN.network().activation(), 0, Optional.of("a.json"));
        TrainingSettings old = PLAN.training();
        TrainingSettings steps = new TrainingSettings(
                1, 64, new Budget(NONE, Optional.of(15_000)), 25, 50, old.updater(), 1, 1, old.engine());
        assertThat(first(lenet, steps))
                .isEqualTo(
                        "Train a LeNet on digits for 15,000 steps a worker: 1 worker, batches of 64, averaged every 25"
                                + " steps, adam at 0.001, seed 1.");
        assertThat(first(model, old)).startsWith("Train the model a.zip on digits for 30 epochs: 2 workers");
        assertThat(first(json, old)).startsWith("Train the DL4J network a.json on");
    }

    @Test
    void everyKindOfTargetIsNamed() {
        assertThat(targets(constraint(NONE, NONE, NONE)))
                .isEqualTo("Remove 50 % of the parameters, units chosen by taylor, schedule cubic.");
        assertThat(targets(constraint(NONE, Optional.of(new BigDecimal("0.6")), NONE)))
                .isEqualTo("Keep 60 % of the width, units chosen by taylor, schedule cubic.");
        assertThat(targets(constraint(Optional.of(new BigDecimal("0.64")), Optional.of(new BigDecimal("0.6")), NONE)))
                .isEqualTo("Remove 64 % of the parameters, keep 60 % of the width, units chosen by taylor, schedule"
                        + " cubic.");
        ConstraintPlan intensity = constraint(NONE, NONE, Optional.of(new BigDecimal("0.5")));
        assertThat(PlanSentences.of(with(PLAN.network(), PLAN.training(), PLAN.phases(), intensity, openImportance())))
                .element(2)
                .isEqualTo("Narrow it at intensity 0.5, units chosen by taylor, schedule cubic.");
    }

    @Test
    void anIntensitySetsTheExamplesToo() {
        ImportancePlan open = openImportance();
        ConstraintPlan intensity = constraint(NONE, NONE, Optional.of(new BigDecimal("0.5")));
        assertThat(PlanSentences.of(with(PLAN.network(), PLAN.training(), PLAN.phases(), intensity, open)))
                .last()
                .isEqualTo("Keep as many examples as the intensity says, scored by el2n and chosen by ccs.");
        assertThat(PlanSentences.of(with(PLAN.network(), PLAN.training(), PLAN.phases(), PLAN.constraint(), open)))
                .last()
                .isEqualTo("Keep 60 % of the training examples, scored by el2n and chosen by ccs.");
    }

    @Test
    void dynamicSelectionIsSaidOfARunWithoutConstraintToo() {
        TrainingPlan dense =
                io.espalier.testing.Plans.of("phases=[{baseline: 1}]", "importance.dynamic.kind=infobatch");
        assertThat(PlanSentences.of(dense))
                .last()
                .isEqualTo(
                        "Pass over examples by infobatch in each epoch, with probability 0.5, until 87.5 % of the budget.");
    }

    /** Without a number of kept examples, which an intensity excludes. */
    private static ImportancePlan openImportance() {
        ImportancePlan old = PLAN.importance();
        return new ImportancePlan(
                old.source(),
                new SelectionSettings(
                        old.selection().method(), NONE, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO),
                old.scoring(),
                Optional.of(1L),
                old.schedule(),
                old.dynamic());
    }

    private static String first(NetworkPlan network, TrainingSettings training) {
        return PlanSentences.of(with(network, training, PLAN.phases(), PLAN.constraint(), PLAN.importance()))
                .get(0);
    }

    private static String targets(ConstraintPlan constraint) {
        return PlanSentences.of(with(PLAN.network(), PLAN.training(), PLAN.phases(), constraint, PLAN.importance()))
                .get(2);
    }

    private static ConstraintPlan constraint(
            Optional<BigDecimal> reduction, Optional<BigDecimal> width, Optional<BigDecimal> intensity) {
        ConstraintPlan old = PLAN.constraint();
        return new ConstraintPlan(
                reduction, width, NONE, NONE, intensity, 1, old.units(), old.ranking(), true, old.schedule());
    }

    private static TrainingPlan with(
            NetworkPlan network,
            TrainingSettings training,
            List<PhasePlan> phases,
            ConstraintPlan constraint,
            ImportancePlan importance) {
        return new TrainingPlan(
                1,
                PLAN.name(),
                PLAN.data(),
                network,
                training,
                phases,
                constraint,
                importance,
                PLAN.averaging(),
                PLAN.checkpoint(),
                PLAN.stop(),
                PLAN.cluster(),
                PLAN.master(),
                PLAN.output());
    }
}
