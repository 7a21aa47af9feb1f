package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private final Evaluation evaluation = new Evaluation(List.of("cat", "dog", "eel"));

    private void addThree() {
        evaluation.add(0, 0, 1);
        evaluation.add(0, 2, 0.5f);
        evaluation.add(2, 2, 0.5f);
    }

    @Test
    void textHasADashWhereAClassHasNoExamples() {
        addThree();
        // Loss: 2 ln 2 / 3.
        assertThat(evaluation.text().lines())
                .containsExactly(
                        "accuracy 66.67 % of 3 examples, loss 0.4621",
                        "  cat           50.00 % of 2", "  dog               - % of 0", "  eel          100.00 % of 1");
    }

    @Test
    void jsonHasNullWhereAClassHasNoExamples() throws JsonProcessingException {
        addThree();
        assertThat(evaluation.json())
                .contains("\"examples\" : 3", "\"cat\" : 0.5", "\"dog\" : null", "\"eel\" : 1.0")
                .doesNotContain("NaN");
    }

    @Test
    void cautionNamesTheClassesWithoutExamples() {
        addThree();
        assertThat(evaluation.caution()).contains("The data has no examples of 1 of 3 classes: dog");
        evaluation.add(1, 1, 1);
        assertThat(evaluation.caution()).isEmpty();
    }

    @Test
    void impossibleExampleHasAFiniteLoss() {
        evaluation.add(0, 1, 0);
        // -ln(2^-126) = 126 ln 2
        assertThat(evaluation.text()).startsWith("accuracy 0.00 % of 1 examples, loss 87.3365");
    }
}
