package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.Hashing;
import io.espalier.network.Activation;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanIdentityTest {
    private final PlanBuilder plan = new PlanBuilder();

    @Test
    void textHasALineForEveryKeyThatCounts() {
        plan.name = "another";
        plan.intensity = Optional.empty();

        List<String> lines = PlanIdentity.text(plan.build()).lines().toList();

        assertThat(lines)
                .contains(
                        "version: 1",
                        "data.source: digits",
                        "data.path: -",
                        "data.label: \"label\"",
                        "data.test_fraction: 0.2",
                        "network.hidden: [256, 256]",
                        "training.budget.epochs: 30",
                        "training.budget.steps: -",
                        "training.updater.learning_rate: 0.001",
                        "training.updater.l2: 0",
                        "phases: [baseline: 0.2, hybrid: 0.3, constrained: 0.5]",
                        "constraint.rounding: true",
                        "constraint.schedule.final: 1",
                        "importance.kept: 0.6")
                .noneMatch(line -> line.matches("(name|master|output|checkpoint|stop|cluster)\\b.*"));
        assertThat(lines).hasSize((int)
                PlanEntry.of(plan.build()).stream().filter(PlanEntry::identity).count());
    }

    @Test
    void hashIsXxHash64OfTheText() {
        TrainingPlan built = plan.build();
        long hash = Hashing.hash(PlanIdentity.text(built).getBytes(StandardCharsets.UTF_8), 0);

        assertThat(PlanIdentity.hash(built)).hasSize(16).isEqualTo(String.format("%016x", hash));
    }

    /** Records and checkpoints of jobs that named neither seed, or that of the selection as it is by default, stay theirs. */
    @Test
    void aSeedOfTheSelectionThatIsGivenIsTheSameAsThatOfTheTraining() {
        TrainingPlan silent = plan.build();
        plan.importanceSeed = Optional.of(1L);

        assertThat(PlanIdentity.text(silent)).contains("importance.seed: 1\n");
        assertThat(PlanIdentity.hash(silent)).isEqualTo(PlanIdentity.hash(plan.build()));

        plan.seed = 2;
        assertThat(PlanIdentity.differences(silent, plan.build())).containsExactly("training.seed");
        plan.importanceSeed = Optional.empty();
        assertThat(PlanIdentity.differences(silent, plan.build())).containsExactly("training.seed", "importance.seed");
    }

    @Test
    void decimalsAreEqualByValue() {
        TrainingPlan one = plan.build();
        plan.budget = PlanBuilder.epochs("30.00");
        plan.phases = PlanBuilder.phases("baseline 0.20", "hybrid 0.3", "constrained 5E-1");
        plan.hardestDropped = new BigDecimal("0.000");
        plan.kept = Optional.of(new BigDecimal("0.60"));

        assertThat(PlanIdentity.differences(one, plan.build())).isEmpty();
        assertThat(PlanIdentity.hash(plan.build())).isEqualTo(PlanIdentity.hash(one));
    }

    @Test
    void keysThatCannotChangeTheResultDoNotCount() {
        TrainingPlan one = plan.build();
        plan.name = "other";
        plan.checkpoint = new CheckpointPlan(1, 1);

        assertThat(PlanIdentity.differences(one, plan.build())).isEmpty();
        assertThat(PlanIdentity.text(plan.build())).isEqualTo(PlanIdentity.text(one));
    }

    @Test
    void differencesNameTheKeysInOrder() {
        TrainingPlan one = plan.build();
        plan.kept = Optional.empty();
        plan.learningRate = 0.002;
        plan.budget = PlanBuilder.steps(1_500);
        plan.phases = PlanBuilder.phases("baseline 1");
        plan.network = new NetworkPlan(NetworkKind.MLP, List.of(256), Activation.RELU, 0, Optional.empty());

        assertThat(PlanIdentity.differences(one, plan.build()))
                .containsExactly(
                        "network.hidden",
                        "training.budget.epochs",
                        "training.budget.steps",
                        "training.updater.learning_rate",
                        "phases",
                        "importance.kept");
        assertThat(PlanIdentity.hash(plan.build())).isNotEqualTo(PlanIdentity.hash(one));
    }

    @Test
    void textCannotForgeAnotherKey() {
        plan.network =
                new NetworkPlan(NetworkKind.DL4J, List.of(), Activation.RELU, 0, Optional.of("a\"b\\\nphases: []"));

        assertThat(PlanIdentity.text(plan.build())).contains("network.path: \"a\\\"b\\\\\\nphases: []\"\n");
    }
}
