package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.benchmark.SelectionSweep.Level;
import io.espalier.config.JobFile;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.ImportancePlan;
import io.espalier.run.SelectionMethod;
import io.espalier.run.TrainingPlan;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SelectionBenchmarkTest {
    private static final String JOB = "data: {source: digits}\nnetwork: {kind: mlp, hidden: [16, 16]}\n";

    private static final SelectionSweep SWEEP = new SelectionSweep(
            List.of(ScoreMethod.EL2N, ScoreMethod.AUM),
            List.of(SelectionMethod.CCS, SelectionMethod.RANDOM),
            List.of(new Level(new BigDecimal("0.1"), BigDecimal.ZERO)));

    private final List<TrainingPlan> trained = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private int open;
    private double quality = 0.9;

    private final SelectionBenchmark benchmark =
            new SelectionBenchmark(sets -> JobFile.parse(JOB, "job.yaml", sets), this::keep, lines::add);

    @Test
    void theFirstTrainingScoresByAllMethodsAndTheOthersTakeItsTable() {
        benchmark.run(SWEEP, List.of(7L), List.of());

        assertThat(importance(0).source().methods()).containsExactly(ScoreMethod.EL2N, ScoreMethod.AUM);
        assertThat(importance(0).source().table()).isEmpty();
        assertThat(importance(0).selection().method()).isEqualTo(SelectionMethod.CCS);
        assertThat(importance(1).selection().method()).isEqualTo(SelectionMethod.RANDOM);
        assertThat(importance(1).source().table()).isEmpty();
        assertThat(importance(1).source().methods()).containsExactly(ScoreMethod.RANDOM);
        assertThat(importance(2).source().methods()).containsExactly(ScoreMethod.AUM);
        assertThat(importance(2).source().table()).contains("run 'o'1");
        assertThat(trained).hasSize(3);
        assertThat(open).as("runs not closed").isZero();
    }

    @Test
    void eachSeedIsThatOfTheTrainingAndOfTheSelection() {
        benchmark.run(SWEEP, List.of(7L, 8L), List.of());

        assertThat(trained).extracting(plan -> plan.training().seed()).containsExactly(7L, 7L, 7L, 8L, 8L, 8L);
        assertThat(trained).extracting(plan -> plan.importance().drawSeed()).containsExactly(7L, 7L, 7L, 8L, 8L, 8L);
        assertThat(lines).hasSize(6).first().asString().startsWith("seed 7  1 of 3  el2n ccs 0.1");
    }

    @Test
    void aProxyScoresAndIsNoTrial() {
        SelectionReport report = benchmark.run(SWEEP, List.of(7L), List.of("training.budget={epochs: 3}"));

        assertThat(trained).hasSize(4);
        assertThat(trained.get(0).training().budget().epochs())
                .hasValueSatisfying(epochs -> assertThat(epochs).isEqualByComparingTo("3"));
        assertThat(importance(0).source().methods()).containsExactly(ScoreMethod.EL2N, ScoreMethod.AUM);
        assertThat(importance(1).source().table()).isPresent();
        assertThat(trained.get(1).training().budget())
                .isNotEqualTo(trained.get(0).training().budget());
        assertThat(report.toMap().get("trials"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(3);
    }

    @Test
    void dataWithoutATestPartIsRefused() {
        quality = Double.NaN;
        assertThatThrownBy(() -> benchmark.run(SWEEP, List.of(7L), List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no test part");
        assertThat(open).as("runs not closed").isZero();
    }

    private ImportancePlan importance(int number) {
        return trained.get(number).importance();
    }

    private KeptRun keep(TrainingPlan plan) {
        trained.add(plan);
        open++;
        return new KeptRun(
                Results.record(plan, Optional.of(Results.results(false, quality))),
                Path.of("run 'o'" + trained.size()),
                () -> open--);
    }
}
