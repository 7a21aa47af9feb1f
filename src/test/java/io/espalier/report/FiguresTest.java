package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.report.ReportData.LayerUnits;
import io.espalier.report.ReportData.PhaseFigures;
import io.espalier.report.ReportData.RoundFigures;
import io.espalier.run.Incidents;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.RunRecord.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class FiguresTest {
    /** Sums of a few dozen seconds in double. */
    private static final double ROUNDING = 1e-9;

    @Test
    void roundsAreSummedUp() {
        List<RoundFigures> rounds = RunReport.data(WorkedRun.completed()).rounds();
        // 465 steps of two workers with batches of 32.
        assertThat(rounds.get(19).examplesSoFar()).isEqualTo(465 * 64);
        double seconds = 0;
        for (RoundFigures round : rounds) {
            for (double cause : round.seconds().values()) {
                seconds += cause;
            }
            assertThat(round.secondsSoFar()).isCloseTo(seconds, within(ROUNDING));
        }
    }

    @Test
    void causesAddUpToTheRunsSeconds() {
        ReportData data = RunReport.data(WorkedRun.completed());
        assertThat(data.time().byCause().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(data.time().total(), within(ROUNDING));
        assertThat(data.time().byCause().keySet())
                .containsExactly(
                        "compute",
                        "scheduling",
                        "communication",
                        "evaluation",
                        "scoring",
                        "compaction",
                        "checkpoint",
                        "monitoring",
                        "other");
    }

    @Test
    void stoppedTimeIsNoPartOfTheRun() {
        RoundRecord round = WorkedRun.rounds(1).get(0);
        Map<String, Double> seconds = new HashMap<>(round.seconds());
        double running =
                seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        seconds.put("stopped", 1000.0);
        ReportData data = partial(1, List.of(with(round, round.loss(), seconds)));
        assertThat(data.time().total()).isCloseTo(running, within(ROUNDING));
        assertThat(data.time().stopped()).isEqualTo(1000);
        assertThat(data.rounds().get(0).secondsSoFar()).isCloseTo(running, within(ROUNDING));
        assertThat(RunReport.html(data)).contains("stopped for 16 min 40 s");
    }

    @Test
    void theCutIsBeforeTheFirstConstrainedRound() {
        assertThat(RunReport.data(WorkedRun.completed()).cuts()).containsExactly(12);
        assertThat(partial(11, WorkedRun.rounds(11)).cuts()).isEmpty();
    }

    @Test
    void layersHaveTheirFirstAndLatestUnits() {
        assertThat(RunReport.data(WorkedRun.completed()).layers())
                .containsExactly(new LayerUnits("dense_1", 256, 144), new LayerUnits("dense_2", 256, 136));
    }

    @Test
    void aPhaseInProgressFollowsFromItsRounds() {
        List<PhaseFigures> phases = partial(8, WorkedRun.rounds(8)).phases();
        assertThat(phases).extracting(PhaseFigures::kind).containsExactly("baseline", "hybrid");
        assertThat(phases).extracting(PhaseFigures::finished).containsExactly(true, false);
        PhaseFigures hybrid = phases.get(1);
        assertThat(hybrid.firstRound()).isEqualTo(6);
        assertThat(hybrid.lastRound()).isEqualTo(8);
        assertThat(hybrid.steps()).isEqualTo(75);
        assertThat(hybrid.examples()).isEqualTo(75 * 64);
        assertThat(hybrid.share()).hasValue(0.3);
        assertThat(hybrid.keptExamples()).isEqualTo(927);
    }

    @Test
    void examplesPerSecondCountAllSecondsOfAPhase() {
        List<PhaseFigures> recorded = RunReport.data(WorkedRun.completed()).phases();
        List<PhaseFigures> unrecorded = partial(0, WorkedRun.rounds(20)).phases();
        for (PhaseFigures phase : List.of(recorded.get(1), unrecorded.get(1))) {
            assertThat(phase.examplesPerSecond().getAsDouble())
                    .isCloseTo(phase.examples() / phase.seconds(), within(1e-9));
        }
    }

    @Test
    void partsWithoutExamplesHaveNoQuality() {
        ReportData data = WorkedRun.blind();
        assertThat(data.headline().qualityOf()).isEqualTo("test");
        assertThat(data.headline().quality()).isEmpty();
        assertThat(RunReport.markdown(data))
                .contains("| test accuracy | **–** | no test part; no validation part |")
                .doesNotContain("NaN");
        assertThat(RunReport.html(data))
                .contains("no test part; no validation part", "there is no validation part")
                .doesNotContain("NaN");
    }

    @Test
    void phasesAreFoundInRoundsAlone() {
        List<PhaseFigures> all = partial(0, WorkedRun.rounds(20)).phases();
        assertThat(all).extracting(PhaseFigures::firstRound).containsExactly(1, 6, 12);
        assertThat(all).extracting(PhaseFigures::finished).containsExactly(true, true, true);
        List<PhaseFigures> recorded = RunReport.data(WorkedRun.completed()).phases();
        assertThat(all)
                .extracting(PhaseFigures::steps)
                .isEqualTo(recorded.stream().map(PhaseFigures::steps).toList());
        assertThat(all)
                .extracting(PhaseFigures::examples)
                .isEqualTo(recorded.stream().map(PhaseFigures::examples).toList());
        assertThat(partial(0, WorkedRun.rounds(19)).phases())
                .extracting(PhaseFigures::finished)
                .containsExactly(true, true, false);
    }

    @Test
    void aPhaseWithoutMeasurementAtItsEndHasItsLatestOne() {
        RunRecord run = WorkedRun.record("digits", 5, running(), false);
        PhaseRecord phase = run.phases().get(0);
        PhaseRecord open = new PhaseRecord(
                phase.phase(),
                1,
                5,
                phase.steps(),
                phase.examples(),
                phase.seconds(),
                Optional.empty(),
                phase.parameters(),
                phase.keptUnits(),
                phase.keptExamples());
        RunRecord changed = new RunRecord(
                1,
                run.runId(),
                run.plan(),
                run.provenance(),
                run.data(),
                List.of(open),
                run.outcome(),
                Optional.empty());
        ReportData data = RunReport.data(new ReportInput(changed, WorkedRun.rounds(5), Optional.empty()));
        assertThat(data.phases().get(0).quality())
                .isEqualTo(WorkedRun.rounds(5).get(4).quality());
    }

    @Test
    void anUnfinishedRunShowsWhatIsKnown() {
        ReportData data = partial(8, WorkedRun.rounds(8));
        assertThat(data.headline().qualityOf()).isEqualTo("validation");
        assertThat(data.headline().quality())
                .isEqualTo(WorkedRun.rounds(8).get(7).quality());
        assertThat(data.headline().parametersBefore()).contains(85_002L);
        assertThat(data.headline().parametersAfter()).contains(WorkedRun.parameters(8));
        assertThat(data.headline().examplesKept()).contains(927L);
        assertThat(data.acceleration().theoretical()).isEmpty();
        assertThat(data.acceleration().ratio()).isEmpty();
    }

    @Test
    void keptExamplesAreThoseOfTheSelectionEvenWhenTheEndTrainsOnAll() {
        assertThat(partial(19, WorkedRun.rounds(19)).headline().examplesKept()).contains(755L);
    }

    @Test
    void roundsWithoutSecondsAreNoProblem() {
        RoundRecord round = WorkedRun.rounds(1).get(0);
        ReportData data = partial(1, List.of(with(round, round.loss(), Map.of())));
        assertThat(data.time().byCause()).isEmpty();
        assertThat(RunReport.html(data)).doesNotContain("NaN", "Infinity");
    }

    @Test
    void theFirstRoundDoesNotCountForSpeed() {
        RoundRecord round = WorkedRun.rounds(20).get(3);
        double speed = round.examples() / round.seconds().getOrDefault("compute", Double.NaN);
        // Rounds 2 to 5 of the fixture compute at one speed, round 1 is slower.
        assertThat(RunReport.data(WorkedRun.completed())
                        .acceleration()
                        .denseExamplesPerSecond()
                        .getAsDouble())
                .isCloseTo(speed, within(speed * 1e-9));
    }

    @Test
    void aLossThatIsNoNumberIsEmpty() {
        RoundRecord round = WorkedRun.rounds(1).get(0);
        ReportData data = partial(1, List.of(with(round, Double.NaN, round.seconds())));
        assertThat(data.rounds().get(0).loss()).isEqualTo(OptionalDouble.empty());
        assertThat(RunReport.html(data)).contains("Loss was not measured yet").doesNotContain("NaN");
    }

    @Test
    void roundsOutOfOrderAreRefused() {
        List<RoundRecord> rounds = WorkedRun.rounds(2);
        assertThatThrownBy(() -> partial(2, List.of(rounds.get(1), rounds.get(0))))
                .hasMessage("Rounds must ascend: 2 before 1");
        assertThatThrownBy(() -> partial(2, List.of(rounds.get(1), rounds.get(1))))
                .hasMessage("Rounds must ascend: 2 before 2");
    }

    private static Outcome running() {
        return new Outcome(Status.RUNNING, "");
    }

    private static ReportData partial(int roundsDone, List<RoundRecord> rounds) {
        return RunReport.data(
                new ReportInput(WorkedRun.record("digits", roundsDone, running(), false), rounds, Optional.empty()));
    }

    private static RoundRecord with(RoundRecord round, double loss, Map<String, Double> seconds) {
        return new RoundRecord(
                round.phase(),
                round.round(),
                round.step(),
                round.progress(),
                round.examples(),
                loss,
                round.quality(),
                round.qualityDense(),
                round.parameters(),
                round.flops(),
                round.bytesUp(),
                round.bytesDown(),
                round.intensity(),
                round.keptUnits(),
                round.unitsChanged(),
                round.keptExamples(),
                round.epochExamples(),
                seconds,
                Incidents.NONE);
    }
}
