package io.espalier.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.run.AveragingPlan.Master;
import io.espalier.run.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What dl4j-spark's master can't do is refused where the plan is read. */
class Dl4jMasterTest {
    @Test
    void trainsAPlanWithoutConstraint() {
        assertThat(plan("phases=[{baseline: 0.5}, {baseline: 0.5}]").averaging().master())
                .isEqualTo(Master.DL4J);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            phases=[{baseline: 0.5}, {hybrid: 0.5}]      | phases must all be baseline with averaging.master dl4j
            phases=[{constrained: 1}]                    | phases must all be baseline with averaging.master dl4j
            averaging.outer=nesterov                     | averaging.outer must be average with averaging.master dl4j
            averaging.outer=slowmo                       | averaging.outer must be average with averaging.master dl4j
            averaging.inner=keep                         | averaging.inner must be average with averaging.master dl4j
            averaging.inner=reset                        | averaging.inner must be average with averaging.master dl4j
            averaging.wire=float16                       | averaging.wire must be float32 with averaging.master dl4j
            averaging.wire=int8                          | averaging.wire must be float32 with averaging.master dl4j
            averaging.final_steps_per_round=50           | averaging.final_steps_per_round has no meaning
            importance.dynamic.kind=infobatch            | importance.dynamic must be none with averaging.master dl4j
            importance.method=aum                        | must have no aum with averaging.master dl4j
            importance.also=[forgetting]                 | must have no forgetting with averaging.master dl4j
            training.accumulation=2                      | training.accumulation must be 1 with averaging.master dl4j
            """)
    void refusesWhatTheMasterDoesNotDo(String set, String message) {
        assertThatThrownBy(() -> plan("phases=[{baseline: 1}]", set))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void defaultPhasesAreConstrainedAndRefused() {
        assertThatThrownBy(() -> plan()).isInstanceOf(UserException.class).hasMessageContaining("phases must all be");
    }

    private static TrainingPlan plan(String... sets) {
        List<String> all = new ArrayList<>(List.of("averaging.master=dl4j"));
        all.addAll(List.of(sets));
        return JobFile.parse("data: {source: digits}\nnetwork: {kind: mlp, hidden: [8]}\n", "job.yaml", all);
    }
}
