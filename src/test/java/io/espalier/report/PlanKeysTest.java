package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.report.ReportData.PlanKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PlanKeysTest {
    private static final List<PlanKey> KEYS = PlanKeys.of(WorkedRun.plan("digits"));

    @Test
    void valuesAreWrittenAsYaml() {
        Map<String, String> values = KEYS.stream().collect(Collectors.toMap(PlanKey::key, PlanKey::value));
        assertThat(values)
                .containsEntry("network.hidden", "[256, 256]")
                .containsEntry("training.budget.epochs", "30")
                .containsEntry("training.updater.learning_rate", "0.001")
                .containsEntry("constraint.schedule.final", "1")
                .containsEntry("importance.kept", "0.6")
                .containsEntry("phases", "[{baseline: 0.2}, {hybrid: 0.3}, {constrained: 0.5}]")
                .containsEntry("master", "local[*,4]");
    }

    @Test
    void onlyWhatDiffersFromTheDefaultIsMarked() {
        assertThat(KEYS.stream().filter(PlanKey::chosen).map(PlanKey::key))
                .containsExactly(
                        "name",
                        "data.source",
                        "network.kind",
                        "network.hidden",
                        "training.budget.epochs",
                        "constraint.parameter_reduction",
                        "importance.kept");
    }

    @Test
    void keysWithoutAValueAreLeftOut() {
        assertThat(KEYS)
                .extracting(PlanKey::key)
                .doesNotContain("data.path", "constraint.intensity", "training.budget.steps")
                .doesNotHaveDuplicates();
    }

    @Test
    void everyKeySaysWhatItMeans() {
        assertThat(KEYS).allSatisfy(key -> assertThat(key.meaning()).isNotBlank());
        assertThat(KEYS)
                .filteredOn(key -> key.key().equals("training.batch"))
                .extracting(PlanKey::unit)
                .containsExactly("examples");
    }

    @Test
    void sentencesSayWhatWasAsked() {
        assertThat(PlanSentences.of(WorkedRun.plan("digits")))
                .containsExactly(
                        "Train an MLP 256-256 on digits for 30 epochs: 2 workers, batches of 32, averaged every 25"
                                + " steps, adam at 0.001, seed 1.",
                        "Phases: 20 % baseline, 30 % hybrid, 50 % constrained.",
                        "Remove 64 % of the parameters, units chosen by taylor, schedule cubic.",
                        "Keep 60 % of the training examples, scored by el2n and chosen by ccs; train on all of them in"
                                + " the last 12.5 % of the budget.");
    }
}
