package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.constraint.KeptUnits;
import io.espalier.network.Network;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord.FinalRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseListsTest {
    private static final Map<String, Integer> ALL = Map.of("dense1", 16, "dense2", 12);

    @Test
    void baselineAloneIsTheDenseArm() {
        MemoryRun run = MemoryRun.trained("phases=[{baseline: 1}]");
        assertThat(run.scoredSnapshots).isEmpty();
        assertThat(run.warnings).isEmpty();
        assertThat(run.rounds).allSatisfy(round -> {
            assertThat(round.keptUnits()).isEqualTo(ALL);
            assertThat(round.keptExamples()).isEqualTo(420);
            assertThat(round.unitsChanged()).isZero();
        });
        assertThat(run.tasks).extracting(RoundTask::structureVersion).containsOnly(0);
        // 10 epochs of 14 steps
        assertThat(last(run).step()).isEqualTo(140);
        FinalRecord results = run.finish().results();
        assertThat(results.parametersAfter()).isEqualTo(results.parametersBefore());
        assertThat(results.parametersRemovedFraction()).isZero();
        assertThat(results.examplesKept()).isEqualTo(420);
        assertThat(results.testQuality()).isGreaterThan(0.8);
    }

    @Test
    void constrainedAloneCutsOnceAndWarnsOfInitialWeights() {
        MemoryRun run = MemoryRun.trained("phases=[{constrained: 1}]");
        assertThat(run.warnings)
                .containsExactly(
                        "No baseline round came before the scoring: examples are scored with the initial weights");
        assertThat(run.scoredSnapshots).hasSize(1);
        assertThat(run.scoredSnapshots.get(0)).hasSize(1);
        assertThat(run.scoredSnapshots.get(0).get(0))
                .isEqualTo(run.fresh().structure().model().parameters());
        Network small = run.network.withUnits(run.targets());
        assertThat(run.tasks).allSatisfy(task -> {
            assertThat(task.model().network()).isEqualTo(small);
            assertThat(task.mask()).isEqualTo(KeptUnits.all(small));
        });
        assertThat(run.tasks)
                .extracting(RoundTask::structureVersion)
                .containsOnly(run.tasks.get(0).structureVersion());
        int removed =
                28 - run.targets().values().stream().mapToInt(Integer::intValue).sum();
        assertThat(run.rounds.get(0).unitsChanged()).isEqualTo(removed);
        assertThat(run.rounds.get(0).keptExamples()).isEqualTo(252);
        assertThat(last(run).keptExamples()).isEqualTo(420);
        assertThat(run.finish().results().testQuality()).isGreaterThan(0.8);
    }

    @Test
    void hybridAtTheEndExportsTheMaskedNetworkSliced() {
        MemoryRun run = MemoryRun.trained("phases=[{baseline: 0.4}, {hybrid: 0.6}]");
        Map<String, Integer> counts = last(run).keptUnits();
        TrainedModel trained = run.finish();
        assertThat(run.end().structure().network()).isEqualTo(run.network);
        assertThat(trained.model().network()).isEqualTo(run.network.withUnits(counts));
        assertThat(trained.results().parametersAfter()).isEqualTo(last(run).parameters());
        assertThat(trained.originalUnits())
                .isEqualTo(run.tasks.get(run.tasks.size() - 1).mask().units());
        // The sliced network computes what the masked one did.
        assertThat(trained.results().validationQuality())
                .isEqualTo(last(run).quality().orElseThrow());
    }

    @Test
    void hybridTwiceShareOneSchedule() {
        MemoryRun run = MemoryRun.trained(
                "phases=[{baseline: 0.2}, {hybrid: 0.1}, {hybrid: 0.2}, {constrained: 0.5}]",
                "constraint.schedule.kind=linear");
        assertThat(run.phasesStarted).containsExactly("baseline", "hybrid", "hybrid", "constrained");
        for (int i = 1; i < run.rounds.size(); i++) {
            if (run.rounds.get(i).phase().equals("hybrid")) {
                double way = (run.rounds.get(i - 1).progress() - 0.2) / 0.3;
                assertThat(run.rounds.get(i).intensity().get("width")).isCloseTo(way, within(1e-9));
            }
        }
        assertThat(run.finish().model().network()).isEqualTo(run.network.withUnits(run.targets()));
    }

    @Test
    void hybridPhasesAroundABaselineGoOnWhereTheyStood() {
        MemoryRun run = MemoryRun.trained(
                "phases=[{baseline: 0.2}, {hybrid: 0.2}, {baseline: 0.1}, {hybrid: 0.2}, {constrained: 0.3}]",
                "constraint.schedule.kind=linear");
        for (int i = 1; i < run.rounds.size(); i++) {
            double before = run.rounds.get(i - 1).progress();
            RoundRecord round = run.rounds.get(i);
            double expected =
                    switch (round.phase()) {
                        case "baseline" -> 0;
                        case "hybrid" -> (before < 0.4 - 1e-9 ? before - 0.2 : before - 0.3) / 0.4;
                        default -> 1;
                    };
            assertThat(round.intensity().get("width")).as("round %d", i + 1).isCloseTo(expected, within(1e-9));
        }
    }

    @Test
    void baselineAfterHybridTrainsAndExportsTheWholeNetworkAgain() {
        MemoryRun run = MemoryRun.trained("phases=[{baseline: 0.2}, {hybrid: 0.4}, {baseline: 0.4}]");
        assertThat(run.rounds).extracting(RoundRecord::phase).contains("hybrid");
        RoundRecord last = last(run);
        assertThat(last.phase()).isEqualTo("baseline");
        assertThat(last.keptUnits()).isEqualTo(ALL);
        assertThat(last.keptExamples()).isEqualTo(420);
        FinalRecord results = run.finish().results();
        assertThat(results.parametersAfter()).isEqualTo(results.parametersBefore());
        assertThat(run.finish().model().parameters())
                .isEqualTo(run.end().structure().model().parameters());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{baseline: 0.2}, {constrained: 0.3}, {hybrid: 0.5}]",
                "[{baseline: 0.2}, {constrained: 0.3}, {baseline: 0.5}]",
                "[{hybrid: 0.3}, {constrained: 0.3}, {constrained: 0.4}]"
            })
    void whatWasCutStaysCut(String phases) {
        MemoryRun run = MemoryRun.trained("phases=" + phases);
        int firstCut = run.rounds.stream()
                .filter(round -> round.phase().equals("constrained"))
                .findFirst()
                .orElseThrow()
                .round();
        List<RoundRecord> after = run.rounds.subList(firstCut - 1, run.rounds.size());
        assertThat(after).allSatisfy(round -> assertThat(round.keptUnits()).isEqualTo(run.targets()));
        assertThat(run.tasks.subList(firstCut - 1, run.tasks.size()))
                .extracting(RoundTask::structureVersion)
                .containsOnly(run.tasks.get(firstCut - 1).structureVersion());
        assertThat(run.finish().model().network()).isEqualTo(run.network.withUnits(run.targets()));
    }

    @Test
    void shortBaselineGivesTheSnapshotsThatThereAre() {
        MemoryRun run = MemoryRun.trained("phases=[{baseline: 0.1}, {constrained: 0.9}]", "training.steps_per_round=7");
        // One epoch of 14 steps in rounds of 7.
        assertThat(run.scoredSnapshots.get(0)).hasSize(2);
        assertThat(run.warnings).isEmpty();
    }

    @Test
    void scheduleThatEndsBelowTheTargetIsCompletedOnEntryToConstrained() {
        MemoryRun run = MemoryRun.trained("constraint.schedule={kind: linear, final: 0.5}");
        RoundRecord constrained = run.rounds.stream()
                .filter(round -> round.phase().equals("constrained"))
                .findFirst()
                .orElseThrow();
        assertThat(constrained.keptUnits()).isEqualTo(run.targets());
        assertThat(constrained.keptExamples()).isEqualTo(252);
        assertThat(run.rounds.get(constrained.round() - 2).intensity().get("data"))
                .isLessThan(0.5);
    }

    private static RoundRecord last(MemoryRun run) {
        return run.rounds.get(run.rounds.size() - 1);
    }
}
