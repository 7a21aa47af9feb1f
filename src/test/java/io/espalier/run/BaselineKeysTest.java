package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.importance.ScoreMethod;
import io.espalier.network.Activation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BaselineKeysTest {
    private final PlanBuilder job = new PlanBuilder();
    private final TrainingPlan plan = job.build();

    @Test
    void whatNarrowsAndSelectsDecidesNothingInABaseline() {
        job.kept = Optional.of(new BigDecimal("0.3"));
        job.selection = SelectionMethod.TOP;
        job.importanceSeed = Optional.of(7L);
        job.method = ScoreMethod.LOSS;
        job.scoringRounds = 2;
        job.parameterReduction = Optional.of(new BigDecimal("0.5"));

        assertThat(PlanIdentity.differences(plan, job.build())).hasSize(6);
        assertThat(BaselineKeys.differences(plan, job.build())).isEmpty();
    }

    @Test
    void whatEpochsPassOverDecides() {
        job.dynamic = new DynamicPlan(DynamicPlan.Kind.INFOBATCH, 0.5, new BigDecimal("0.875"));
        TrainingPlan passing = job.build();
        assertThat(BaselineKeys.differences(plan, passing)).containsExactly("importance.dynamic.kind");

        job.dynamic = new DynamicPlan(DynamicPlan.Kind.INFOBATCH, 0.25, new BigDecimal("0.5"));
        assertThat(BaselineKeys.differences(passing, job.build()))
                .containsExactly("importance.dynamic.skip_probability", "importance.dynamic.until");
    }

    @Test
    void howEpochsWouldPassOverExamplesDecidesNothingWhereTheyDoNot() {
        job.dynamic = new DynamicPlan(DynamicPlan.Kind.NONE, 0.25, new BigDecimal("0.5"));

        assertThat(BaselineKeys.differences(plan, job.build())).isEmpty();
    }

    @Test
    void dataNetworkAndTrainingDecide() {
        job.data = PlanBuilder.data(Source.DIGITS, Optional.empty(), "0.2", "0.2", 0, 0);
        job.network = new NetworkPlan(NetworkKind.MLP, List.of(8), Activation.RELU, 0, Optional.empty());
        job.batch = 16;

        assertThat(BaselineKeys.differences(plan, job.build()))
                .containsExactly("data.validation_fraction", "network.hidden", "training.batch");
    }
}
