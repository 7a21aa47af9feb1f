package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.config.JobFile;
import io.espalier.run.PhaseKind;
import io.espalier.run.RunRecord;
import io.espalier.run.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QualityBenchmarkTest {
    private static final String JOB = "data: {source: digits}\nnetwork: {kind: mlp, hidden: [16, 16]}\n";

    private static final List<Arm> BOTH = Comparison.WITH_DENSE.arms();

    private final List<TrainingPlan> trained = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final QualityBenchmark benchmark =
            new QualityBenchmark(sets -> JobFile.parse(JOB, "job.yaml", sets), this::train, lines::add);

    @Test
    void everyArmIsTrainedWithEverySeedOnEveryFold() {
        QualityReport report = benchmark.run(3, List.of(7L, 8L), Comparison.WITH_DENSE, BOTH);

        assertThat(trained).hasSize(12);
        assertThat(trained.stream().map(plan -> plan.data().folds()).distinct()).containsExactly(3);
        assertThat(trained.stream().map(plan -> plan.data().fold()).distinct()).containsExactly(0, 1, 2);
        assertThat(trained.stream().map(plan -> plan.training().seed()).distinct())
                .containsExactly(7L, 8L);
        assertThat(report.pairs()).hasSize(6);
        assertThat(lines).hasSize(12).last().asString().startsWith("12 of 12  fold 2  seed 8  constrained");
    }

    @Test
    void everySeedDrawsExamplesOfItsOwn() {
        benchmark.run(0, List.of(7L, 8L), Comparison.WITH_DENSE, List.of(Comparison.WITH_DENSE.job()));

        assertThat(trained).extracting(plan -> plan.importance().drawSeed()).containsExactly(7L, 8L);
    }

    @Test
    void armsDifferInTheirPhasesOnly() {
        benchmark.run(0, List.of(1L), Comparison.WITH_DENSE, BOTH);

        assertThat(trained).hasSize(2);
        assertThat(trained.get(0).phases()).extracting(phase -> phase.kind()).containsExactly(PhaseKind.BASELINE);
        assertThat(trained.get(0).training()).isEqualTo(trained.get(1).training());
        assertThat(trained.get(1)).isEqualTo(JobFile.parse(JOB, "job.yaml", List.of()));
    }

    @Test
    void aJobIsComparedWithItselfWithOtherKeys() {
        Comparison comparison = Comparison.with(List.of("training.workers=1", "averaging.wire=int8"));
        QualityReport report = benchmark.run(0, List.of(1L), comparison, comparison.arms());

        assertThat(trained)
                .containsExactly(
                        JobFile.parse(JOB, "job.yaml", List.of("training.workers=1", "averaging.wire=int8")),
                        JobFile.parse(JOB, "job.yaml", List.of()));
        assertThat(report.lines())
                .anySatisfy(line -> assertThat(line).startsWith("job - reference over 1 pairs: +0.00 points"));
    }

    @Test
    void withoutFoldsTheJobsOwnSplitIsUsed() {
        benchmark.run(0, List.of(1L), Comparison.WITH_DENSE, List.of(Comparison.WITH_DENSE.reference()));

        assertThat(trained)
                .singleElement()
                .satisfies(plan -> assertThat(plan.data().folds()).isZero());
    }

    @Test
    void dataWithoutATestPartIsRefused() {
        QualityBenchmark blind = new QualityBenchmark(
                sets -> JobFile.parse(JOB, "job.yaml", sets),
                plan -> Results.record(plan, Optional.of(Results.results(true, Double.NaN))),
                lines::add);
        assertThatThrownBy(() ->
                        blind.run(0, List.of(1L), Comparison.WITH_DENSE, List.of(Comparison.WITH_DENSE.reference())))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no test part");
    }

    @Test
    void rejectsARunThatIsNotCompleted() {
        RunRecord running = Results.record(JobFile.parse(JOB, "job.yaml", List.of()), Optional.empty());

        assertThatThrownBy(() -> TrialResult.of(new Trial(0, 1, Comparison.WITH_DENSE.reference()), running))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Run must be completed: run");
    }

    @Test
    void warmUpTrainsEachArmAndLeavesNothing() {
        List<TrainingPlan> dropped = new ArrayList<>();
        benchmark.warmUp(2, 5, BOTH, plan -> {
            dropped.add(plan);
            return Results.record(plan, Optional.empty());
        });

        assertThat(trained).isEmpty();
        assertThat(lines).isEmpty();
        assertThat(dropped).extracting(plan -> plan.phases().size()).containsExactly(1, 3, 1, 3);
        assertThat(dropped)
                .allSatisfy(plan -> assertThat(plan.training().seed()).isEqualTo(5));
    }

    private RunRecord train(TrainingPlan plan) {
        trained.add(plan);
        boolean dense = plan.phases().size() == 1;
        return Results.record(plan, Optional.of(Results.results(dense, dense ? 0.97 : 0.96)));
    }
}
