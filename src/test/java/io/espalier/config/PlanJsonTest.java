package io.espalier.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.run.TrainingPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanJsonTest {
    private static final String LEAST = "data: {source: digits}\nnetwork: {kind: mlp, hidden: [256]}\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=\"1e3\"",
                "name=\"true\"",
                "output=\"null\"",
                "phases=[{baseline: 0.1}, {hybrid: 0.2}, {constrained: 0.3}, {hybrid: 0.2}, {constrained: 0.2}]",
                "training.budget={steps: 1500}",
                "training.budget={epochs: 0.125}",
                "training.updater={kind: nesterovs, learning_rate: 1e-7, decay: exponential, l2: 0.1}",
                "training.updater={kind: adamw, weight_decay: 0.01, gradient_normalization: clip_l2_per_layer}",
                "training.engine=compiled",
                "training.updater={decay: stages, curve: {stages: [[0.5, 0.1], [0.9, 0.01]]}}",
                "training.seed=-9223372036854775808",
                "constraint={intensity: 0.5, rounding: false, ranking: global}",
                "constraint={parameter_reduction: 0.123456789012345678901234567890}",
                "constraint.schedule={kind: stages, stages: [[0, 0.1], [0.333333333333, 0.5]], final: 0.9}",
                "importance={kept: 0.44, hardest_dropped: 0.1, selection: ccs, seed: 7}",
                "data={source: csv, path: 'C:/some where/ä.csv', label: \"5\", features: [a, 'b c'], id: key, folds: 5}",
                "data={source: idx, images: a, labels: b, image: [28, 28, 1]}",
                "network={kind: model, path: model.zip}",
            })
    void planSurvivesJson(String set) {
        TrainingPlan plan = JobFile.parse(LEAST, "job.yaml", List.of(set));
        assertThat(PlanJson.read(PlanJson.write(plan), "run.json")).isEqualTo(plan);
    }

    @Test
    void keysAreThoseOfTheJobFile() {
        TrainingPlan plan = JobFile.parse(LEAST, "job.yaml", List.of());
        assertThat(PlanJson.toJson(plan).at("/training/updater").toString())
                .isEqualTo("{\"kind\":\"adam\",\"learning_rate\":0.001,\"decay\":\"cosine\",\"warmup_fraction\":0,"
                        + "\"curve\":{\"end\":0.01,\"factor\":0.1,\"drops\":2,\"power\":1,\"steepness\":1E+1,\"center\":0.5,"
                        + "\"start\":0.1,\"annealing\":0.1,\"stages\":[]},\"momentum\":0.9,\"beta2\":0.999,\"rho\":0.95,\"epsilon\":1E-8,\"l1\":0,\"l2\":0,"
                        + "\"weight_decay\":0,\"gradient_normalization\":\"none\",\"gradient_threshold\":1}");
        assertThat(PlanJson.toJson(plan).at("/phases").toString())
                .isEqualTo("[{\"baseline\":0.2},{\"hybrid\":0.3},{\"constrained\":0.5}]");
        assertThat(PlanJson.toJson(plan).at("/constraint").has("intensity")).isFalse();
        assertThat(PlanJson.toJson(plan).at("/constraint/schedule/final").isNumber())
                .isTrue();
    }

    @Test
    void brokenJsonIsTheUsersMistake() {
        assertThatThrownBy(() -> PlanJson.read("{", "run.json"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("run.json: not valid JSON: ");
        assertThatThrownBy(() -> PlanJson.read("{\"data\": null, \"network\": {\"kind\": \"mlp\"}}", "run.json"))
                .isInstanceOf(UserException.class)
                .hasMessage("run.json: data must be a mapping of keys to values: nothing");
        assertThatThrownBy(() -> PlanJson.read("", "run.json"))
                .isInstanceOf(UserException.class)
                .hasMessage("run.json: a job file must be a mapping of keys to values: nothing");
    }
}
