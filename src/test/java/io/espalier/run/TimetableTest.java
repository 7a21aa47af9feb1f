package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.testing.Plans;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimetableTest {
    private static final DoubleUnaryOperator CUBIC = p -> 1 - (1 - p) * (1 - p) * (1 - p);
    private static final DoubleUnaryOperator LINEAR = p -> p;

    private final PlanBuilder plan = new PlanBuilder();

    /** 1,259 training examples, two workers, batch 32, 30 epochs, 25 steps a round. */
    @Test
    void defaultJobOnDigitsHasTheRoundsOfTheWorkedCase() {
        assertThat(describe(rounds(plan, 1_259, CUBIC)))
                .containsExactly(
                        "1 baseline 1.250 0.0000 1259 20 25 25",
                        "2 baseline 2.500 0.0000 1259 20 25 50",
                        "3 baseline 3.750 0.0000 1259 20 25 75",
                        "4 baseline 5.000 0.0000 1259 20 25 100",
                        "5 baseline 6.000 0.0000 1259 20 20 120",
                        "6 hybrid 7.250 0.0000 1259 20 25 145",
                        "7 hybrid 8.721 0.3615 1077 17 25 170",
                        "8 hybrid 10.387 0.6604 927 15 25 195",
                        "9 hybrid 12.310 0.8654 823 13 25 220",
                        "10 hybrid 14.233 0.9733 769 13 25 245",
                        "11 hybrid 15.000 0.9994 756 12 10 255",
                        "12 constrained 17.083 1.0000 755 12 25 280",
                        "13 constrained 19.167 1.0000 755 12 25 305",
                        "14 constrained 21.250 1.0000 755 12 25 330",
                        "15 constrained 23.333 1.0000 755 12 25 355",
                        "16 constrained 25.417 1.0000 755 12 25 380",
                        "17 constrained 26.250 1.0000 755 12 10 390",
                        "18 constrained 27.500 1.0000 1259 20 25 415",
                        "19 constrained 28.750 1.0000 1259 20 25 440",
                        "20 constrained 30.000 1.0000 1259 20 25 465");
    }

    @Test
    void denseRunOfTheSameBudgetMakes600StepsOnAllExamples() {
        plan.phases = PlanBuilder.phases("baseline 1");

        List<RoundPlan> rounds = rounds(plan, 1_259, CUBIC);

        assertThat(last(rounds).after()).isEqualTo(new Position(1, 30, 600, 24, 1));
        assertThat(rounds).allMatch(RoundPlan::fullData).noneMatch(RoundPlan::inScoringWindow);
        assertThat(rounds).allMatch(round -> round.way() == 0 && round.keptExamples() == 1_259);
    }

    @Test
    void epochsAtPhaseEndsAreExact() {
        plan.budget = PlanBuilder.epochs("0.7");
        plan.phases = PlanBuilder.phases("baseline 0.1", "hybrid 0.2", "constrained 0.7");
        plan.stepsPerRound = 3;
        plan.fullDataFraction = new BigDecimal("0.3");

        List<Double> ends = rounds(plan, 9_973, CUBIC).stream()
                .filter(RoundPlan::phaseEnds)
                .map(round -> round.after().epochs())
                .toList();

        assertThat(ends).containsExactly(0.07, 0.21, 0.7);
    }

    @Test
    void stepsOfWholeEpochsNeverGrowByRounding() {
        // 0.1 is no binary fraction: 10 rounds of one tenth of an epoch sum to less than 1
        plan.budget = PlanBuilder.epochs("1");
        plan.phases = PlanBuilder.phases("baseline 1");
        plan.stepsPerRound = 1;
        plan.workers = 1;
        plan.batch = 10;

        assertThat(last(rounds(plan, 100, LINEAR)).after()).isEqualTo(new Position(1, 1, 10, 10, 1));
    }

    @Test
    void everyBudgetOfWholeEpochsTakesThatManyTimesTheEpoch() {
        plan.phases = PlanBuilder.phases("baseline 1");
        plan.workers = 1;
        plan.batch = 1;
        for (int epochLength = 1; epochLength < 120; epochLength++) {
            plan.budget = PlanBuilder.epochs("7");
            plan.stepsPerRound = 3;
            assertThat(last(rounds(plan, epochLength, LINEAR)).after().steps()).isEqualTo(7L * epochLength);
        }
    }

    @Test
    void phaseStepsSumToTheBudgetInSteps() {
        plan.budget = PlanBuilder.steps(1_001);
        plan.phases = PlanBuilder.phases("baseline 0.335", "hybrid 0.33", "constrained 0.335");

        List<RoundPlan> rounds = rounds(plan, 1_259, LINEAR);

        // 335.335, 665.665 and 1001 rounded
        assertThat(rounds.stream().filter(RoundPlan::phaseEnds).map(r -> r.after()
                        .steps()))
                .containsExactly(335L, 666L, 1_001L);
        assertThat(rounds.stream().mapToInt(RoundPlan::steps).sum()).isEqualTo(1_001);
    }

    @Test
    void progressOfABudgetInStepsIsStepsOverTotal() {
        plan.budget = PlanBuilder.steps(400);
        plan.phases = PlanBuilder.phases("baseline 0.5", "hybrid 0.5");

        RoundPlan tenth = rounds(plan, 1_259, LINEAR).get(9);

        // rounds of 25 steps: the tenth starts after 225 of 400, hybrid after 25 of 200
        assertThat(tenth.progressAtStart()).isEqualTo(225 / 400.0);
        assertThat(tenth.progressAt(7)).isEqualTo(232 / 400.0);
        assertThat(tenth.progressAfter()).isEqualTo(250 / 400.0);
        assertThat(tenth.constraintProgress()).isEqualTo(25 / 200.0);
        assertThat(tenth.after().epochs()).isCloseTo(9 * 25 / 20.0 + 25.0 / tenth.stepsPerEpoch(), within(1e-12));
    }

    @Test
    void learningRateProgressGrowsStepByStepThroughAllRounds() {
        double before = -1;
        for (RoundPlan round : rounds(plan, 1_259, CUBIC)) {
            for (int step = 0; step < round.steps(); step++) {
                assertThat(round.progressAt(step)).isGreaterThan(before);
                before = round.progressAt(step);
            }
            assertThat(round.progressAfter()).isGreaterThan(before);
        }
        assertThat(before).isCloseTo(1 - 1.0 / 600, within(1e-12)); // the last step of 20 in the last of 30 epochs
    }

    @Test
    void progressIsOfStepsInsideTheRoundOnly() {
        RoundPlan first = rounds(plan, 1_259, CUBIC).get(0);

        assertThat(first.progressAt(24)).isEqualTo((24 / 20.0) / 30);
        assertThatThrownBy(() -> first.progressAt(25)).hasMessage("Step must be in [0, 25): 25");
        assertThatThrownBy(() -> first.progressAt(-1)).hasMessage("Step must be in [0, 25): -1");
    }

    @Test
    void roundsGrowInAStraightLineFromTheFirstStepsToTheFinalOnes() {
        plan.phases = PlanBuilder.phases("baseline 1");
        plan.budget = PlanBuilder.steps(1_000);
        plan.stepsPerRound = 4;
        plan.finalStepsPerRound = Optional.of(104);

        int done = 0;
        for (RoundPlan round : rounds(plan, 1_259, LINEAR)) {
            // H(q) = 4 + 100 q, and what is left of the budget in the last round
            long expected = Math.min(1_000 - done, Math.round(4 + 100 * (done / 1_000.0)));
            assertThat(round.steps()).as("round %d", round.round()).isEqualTo((int) expected);
            done += round.steps();
        }
        assertThat(done).isEqualTo(1_000);
    }

    @Test
    void finalStepsPerRoundMayBeFewerAndPhasesStillEndRounds() {
        plan.stepsPerRound = 25;
        plan.finalStepsPerRound = Optional.of(5);

        for (RoundPlan round : rounds(plan, 1_259, CUBIC)) {
            long whole = Math.round(25 - 20 * round.progressAtStart());
            boolean stretchEnds = List.of(0.2, 0.5, 0.875, 1.0).contains(round.progressAfter());
            assertThat(round.steps()).as("round %d", round.round()).isLessThanOrEqualTo((int) whole);
            assertThat(round.steps() == whole || stretchEnds)
                    .as("round %d", round.round())
                    .isTrue();
        }
    }

    @Test
    void hybridPhasesShareOneProgressAndBaselineBetweenThemTrainsAll() {
        plan.budget = PlanBuilder.epochs("10");
        plan.phases = PlanBuilder.phases("hybrid 0.2", "baseline 0.2", "hybrid 0.3", "baseline 0.1", "constrained 0.2");
        plan.stepsPerRound = 1_000;

        List<RoundPlan> rounds = rounds(plan, 1_259, LINEAR);

        assertThat(rounds).extracting(RoundPlan::constraintProgress).containsExactly(0.0, 0.4, 0.4, 1.0, 1.0, 1.0);
        assertThat(rounds).extracting(RoundPlan::way).containsExactly(0.0, 0.0, 0.4, 0.0, 1.0, 1.0);
        assertThat(rounds).extracting(RoundPlan::fullData).containsExactly(false, true, false, true, false, true);
        assertThat(rounds).extracting(RoundPlan::compacted).containsExactly(false, false, false, false, true, true);
    }

    @Test
    void afterACompactionTheWayStaysAtTheEnd() {
        plan.phases = PlanBuilder.phases("hybrid 0.1", "constrained 0.2", "hybrid 0.3", "baseline 0.4");

        List<RoundPlan> later =
                rounds(plan, 1_259, LINEAR).stream().filter(r -> r.phase() >= 1).toList();

        assertThat(later).allMatch(r -> r.way() == 1 && r.way(p -> p / 2) == 1 && r.constraintProgress() == 1);
        assertThat(later).allMatch(r -> r.keptExamples() == (r.kind() == PhaseKind.BASELINE ? 1_259 : 755));
    }

    @Test
    void constrainedPhaseWithoutHybridStartsAtTheTarget() {
        plan.phases = PlanBuilder.phases("baseline 0.5", "constrained 0.5");

        List<RoundPlan> rounds = rounds(plan, 1_259, LINEAR);

        assertThat(rounds).allMatch(r -> r.way() == (r.kind() == PhaseKind.BASELINE ? 0 : 1));
    }

    @Test
    void fullDataEndsInABaselineOrConstrainedPhaseOnly() {
        plan.phases = PlanBuilder.phases("baseline 0.5", "hybrid 0.5");

        assertThat(rounds(plan, 1_259, LINEAR)).allMatch(r -> r.fullData() == (r.kind() == PhaseKind.BASELINE));
    }

    @Test
    void fullDataFractionOfZeroNeverSwitches() {
        plan.fullDataFraction = BigDecimal.ZERO;

        assertThat(rounds(plan, 1_259, CUBIC))
                .filteredOn(r -> r.kind() == PhaseKind.CONSTRAINED)
                .noneMatch(RoundPlan::fullData);
    }

    @Test
    void fullDataFractionOfOneTrainsTheWholeConstrainedPhaseOnAll() {
        plan.fullDataFraction = BigDecimal.ONE;

        assertThat(rounds(plan, 1_259, CUBIC))
                .filteredOn(r -> r.kind() == PhaseKind.CONSTRAINED)
                .allMatch(RoundPlan::fullData);
    }

    @Test
    void anyPositionGivesTheRoundThatAnUninterruptedRunHas() {
        Timetable whole = Timetable.of(plan.build(), 1_259, CUBIC);
        for (RoundPlan round : rounds(plan, 1_259, CUBIC)) {
            Timetable resumed = Timetable.of(plan.build(), 1_259, CUBIC);
            assertThat(resumed.next(round.after())).isEqualTo(whole.next(round.after()));
        }
    }

    @Test
    void randomPlansKeepTheRulesOfTheTimetable() {
        SplitMix64 random = new SplitMix64(9);
        for (int i = 0; i < 200; i++) {
            int examples = 1 + random.nextInt(5_000);
            List<RoundPlan> rounds = rounds(randomPlan(random), examples, CUBIC);
            List<BigDecimal> ends = Timetable.phaseEnds(plan.budget, plan.phases);
            double before = 0;
            for (RoundPlan round : rounds) {
                RoundPlan.Span span = round.span();
                double stepsUsed = (span.end() - span.start()) * span.stepsPerUnit();
                assertThat(span.start()).isEqualTo(before);
                assertThat(round.steps()).isBetween(1, plan.stepsPerRound);
                assertThat(stepsUsed).isBetween(round.steps() - 1.0, round.steps() + 1e-6);
                assertThat(round.steps() == plan.stepsPerRound || stopsShort(round))
                        .isTrue();
                assertThat(round.phaseEnds())
                        .isEqualTo(span.end() == ends.get(round.phase()).doubleValue());
                assertThat(round.keptExamples()).isBetween(Math.max(1, (long) (examples * 0.6)), (long) examples);
                before = span.end();
            }
            assertThat(before).isEqualTo(plan.budget.total().doubleValue());
            assertThat(rounds.stream().filter(RoundPlan::phaseEnds)).hasSize(plan.phases.size());
            assertThat(last(rounds).progressAfter()).isEqualTo(1);
        }
    }

    /** A round of fewer steps than H ends a phase or the last round before the switch to full data. */
    private boolean stopsShort(RoundPlan round) {
        BigDecimal budget = plan.budget.total();
        double change =
                budget.multiply(BigDecimal.ONE.subtract(plan.fullDataFraction)).doubleValue();
        return round.phaseEnds() || Math.abs(round.span().end() - change) <= 0.5; // in steps the switch is rounded
    }

    private PlanBuilder randomPlan(SplitMix64 random) {
        plan.workers = 1 + random.nextInt(4);
        plan.batch = 1 + random.nextInt(64);
        plan.stepsPerRound = 1 + random.nextInt(60);
        plan.fullDataFraction = BigDecimal.valueOf(random.nextInt(11), 1);
        int first = 1 + random.nextInt(40);
        int second = 1 + random.nextInt(40);
        plan.phases = PlanBuilder.phases(
                "baseline 0." + (first < 10 ? "0" : "") + first,
                "hybrid 0." + (second < 10 ? "0" : "") + second,
                "constrained " + BigDecimal.valueOf(100L - first - second, 2));
        plan.budget = random.nextInt(2) == 0
                ? PlanBuilder.steps(100 + random.nextInt(900))
                : PlanBuilder.epochs(
                        BigDecimal.valueOf(1 + random.nextInt(50), 1).toString());
        return plan;
    }

    @Test
    void evaluationsFallOnTheFirstRoundEndAtOrAfterTheirPoint() {
        plan.evaluations = 4;
        plan.phases = PlanBuilder.phases("baseline 1");
        plan.budget = PlanBuilder.steps(1_000);
        plan.stepsPerRound = 100;

        // points at 250, 500, 750, 1000
        assertThat(rounds(plan, 1_259, LINEAR).stream()
                        .filter(RoundPlan::evaluate)
                        .map(r -> r.after().steps()))
                .containsExactly(300L, 500L, 800L, 1_000L);
    }

    @Test
    void moreEvaluationsThanRoundsAreOneARound() {
        assertThat(rounds(plan, 1_259, CUBIC)).hasSize(20).allMatch(RoundPlan::evaluate);
    }

    @Test
    void everyNumberOfEvaluationsEndsWithOneAtTheEnd() {
        for (int evaluations = 1; evaluations <= 40; evaluations++) {
            plan.evaluations = evaluations;
            plan.stepsPerRound = 5;
            List<RoundPlan> rounds = rounds(plan, 1_259, CUBIC);
            assertThat(last(rounds).evaluate()).isTrue();
            assertThat(rounds.stream().filter(RoundPlan::evaluate)).hasSize(evaluations);
        }
    }

    @Test
    void scoringWindowIsTheLastRoundsOfTheLeadingBaseline() {
        plan.scoringRounds = 3;

        assertThat(scoring(rounds(plan, 1_259, CUBIC))).containsExactly(3, 4, 5);
    }

    @Test
    void scoringWindowReachesOverSeveralLeadingBaselinePhases() {
        plan.phases =
                PlanBuilder.phases("baseline 0.1", "baseline 0.1", "hybrid 0.3", "baseline 0.1", "constrained 0.4");

        // 3 epochs of 20 steps are 3 rounds a phase
        assertThat(scoring(rounds(plan, 1_259, CUBIC))).containsExactly(2, 3, 4, 5, 6);
    }

    @Test
    void shortBaselineScoresWithTheRoundsThereAre() {
        plan.scoringRounds = 100;

        assertThat(scoring(rounds(plan, 1_259, CUBIC))).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void scoringWindowMayStartLate() {
        plan.scoringWarmup = 0.5;

        // baseline ends at 6 epochs, so snapshots after more than 3: rounds 3, 4, 5 end at 3.75, 5, 6
        assertThat(scoring(rounds(plan, 1_259, CUBIC))).containsExactly(3, 4, 5);
    }

    @Test
    void runWithoutLeadingBaselineHasNoScoringWindow() {
        plan.phases = PlanBuilder.phases("hybrid 0.5", "baseline 0.2", "constrained 0.3");

        assertThat(scoring(rounds(plan, 1_259, CUBIC))).isEmpty();
    }

    @Test
    void stepIsAccumulationTimesBatchOfEveryWorker() {
        plan.workers = 3;
        plan.batch = 8;
        plan.accumulation = 5;

        // 1,259 / 120 = 10.49
        assertThat(rounds(plan, 1_259, CUBIC).get(0).stepsPerEpoch()).isEqualTo(11);
    }

    @Test
    void tinyDataHasEpochsOfOneStep() {
        plan.budget = PlanBuilder.epochs("4");
        plan.phases = PlanBuilder.phases("baseline 1");

        assertThat(rounds(plan, 1, CUBIC)).singleElement().satisfies(round -> {
            assertThat(round.stepsPerEpoch()).isEqualTo(1);
            assertThat(round.steps()).isEqualTo(4);
        });
    }

    @Test
    void keptExamplesAreCountedInDecimal() {
        // 1 - 0.8 = 0.19999999999999996 as doubles: floor(10 x that) would be 1
        plan.kept = Optional.empty();
        plan.intensity = Optional.of(BigDecimal.ONE);

        assertThat(Timetable.of(plan.build(), 10, CUBIC).targetExamples()).isEqualTo(2);
        assertThat(Timetable.of(plan.build(), 4, CUBIC).targetExamples()).isEqualTo(1);
    }

    @Test
    void keptExamplesAreSixTenthsWithoutTargetAndIntensity() {
        plan.kept = Optional.empty();

        assertThat(Timetable.of(plan.build(), 1_259, CUBIC).targetExamples()).isEqualTo(755);
    }

    @Test
    void scheduleOutOfRangeIsRefused() {
        assertThatThrownBy(() -> rounds(plan, 1_259, p -> 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Way travelled must be in [0, 1]: 1.5");
        assertThatThrownBy(() -> rounds(plan, 1_259, p -> Double.NaN)).hasMessageEndingWith(": NaN");
    }

    @Test
    void emptyTrainingPartIsRejected() {
        assertThatThrownBy(() -> Timetable.of(plan.build(), 0, CUBIC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A timetable needs at least 1 training example: 0");
    }

    @Test
    void positionMustNotBeNegative() {
        assertThatThrownBy(() -> new Position(0, Double.NaN, 0, 0, 1))
                .hasMessage("Position must not be negative: phase 0, NaN epochs, 0 steps, round 0");
    }

    @Test
    void epochIsAsLongAsTheWorkersSayThatItIs() {
        plan.dynamic = infoBatch("0.875");
        plan.phases = PlanBuilder.phases("baseline 1");
        Timetable timetable = Timetable.of(plan.build(), 1_259, CUBIC);

        // 1,259 x 0.6 = 755.4: 12 steps of 64 instead of 20, so that 25 steps are 25/12 epochs
        RoundPlan round =
                timetable.next(new Position(0, 2, 40, 2, 755 / 1_259.0)).orElseThrow();
        assertThat(round.skips()).isTrue();
        assertThat(round.keptExamples()).isEqualTo(1_259);
        assertThat(round.epochExamples()).isEqualTo(755);
        assertThat(round.stepsPerEpoch()).isEqualTo(12);
        assertThat(round.steps()).isEqualTo(25);
        assertThat(round.after().epochs()).isEqualTo(2 + 25 / 12.0);
        assertThat(round.progressAt(12)).isEqualTo(3 / 30.0);
        assertThat(round.after().presenting(0.5).presented()).isEqualTo(0.5);
    }

    @Test
    void everyExampleIsPresentedAfterTheEndOfPassingOverWhichCutsARoundShort() {
        plan.dynamic = infoBatch("0.5");
        plan.phases = PlanBuilder.phases("baseline 1");
        Timetable timetable = Timetable.of(plan.build(), 1_259, CUBIC);
        RoundPlan last = timetable.next(new Position(0, 14.5, 300, 12, 0.6)).orElseThrow();
        assertThat(last.after().epochs()).isEqualTo(15);
        assertThat(last.steps()).isEqualTo(6);
        RoundPlan after = timetable.next(last.after()).orElseThrow();
        assertThat(after.skips()).isFalse();
        assertThat(after.epochExamples()).isEqualTo(1_259);
        assertThat(after.stepsPerEpoch()).isEqualTo(20);
    }

    @Test
    void randomPartOfAnEpochIsKnownBefore() {
        plan.dynamic = new DynamicPlan(DynamicPlan.Kind.RANDOM_EACH_EPOCH, 0.4, new BigDecimal("0.875"));
        List<RoundPlan> rounds = rounds(plan, 1_259, CUBIC);
        for (RoundPlan round : rounds) {
            long expected = round.skips() ? Math.round(round.keptExamples() * 0.6) : round.keptExamples();
            assertThat(round.epochExamples()).as("round %d", round.round()).isEqualTo(expected);
            assertThat(round.skips()).isEqualTo(round.progressAtStart() < 0.875);
        }
        assertThat(last(rounds).after().epochs()).isEqualTo(30);
        assertThat(last(rounds).after().presented()).isEqualTo(1);
        // 6 epochs of 12 steps instead of 20
        assertThat(scoring(rounds)).containsExactly(1, 2, 3);
    }

    @Test
    void anyRoundOfTheWindowMayScoreWhereLaterLengthsAreNotKnown() {
        plan.dynamic = infoBatch("0.875");
        plan.scoringRounds = 2;
        List<RoundPlan> rounds = rounds(plan, 1_259, CUBIC);
        assertThat(scoring(rounds)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void scoresAreCollectedFromTheEndOfTheWarmupToTheEndOfTheLeadingBaseline() {
        plan.scoringWarmup = 0.5;
        plan.scoringRounds = 1;
        assertThat(rounds(plan, 1_259, CUBIC).stream()
                        .filter(RoundPlan::collectsScores)
                        .map(RoundPlan::round))
                .containsExactly(3, 4, 5);
        plan.phases = PlanBuilder.phases("baseline 1");
        assertThat(rounds(plan, 1_259, CUBIC)).noneMatch(RoundPlan::collectsScores);
    }

    @Test
    void presentedFractionIsAFraction() {
        for (double fraction : new double[] {0, -0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> Position.START.presenting(fraction))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Presented fraction must be in (0, 1]: " + fraction);
        }
    }

    private static DynamicPlan infoBatch(String until) {
        return new DynamicPlan(DynamicPlan.Kind.INFOBATCH, 0.5, new BigDecimal(until));
    }

    private static List<RoundPlan> rounds(PlanBuilder plan, long examples, DoubleUnaryOperator schedule) {
        Timetable timetable = Timetable.of(plan.build(), examples, schedule);
        List<RoundPlan> rounds = new ArrayList<>();
        Optional<RoundPlan> next = timetable.next(Position.START);
        while (next.isPresent()) {
            rounds.add(next.get());
            next = timetable.next(next.get().after());
        }
        assertThat(rounds)
                .extracting(RoundPlan::round)
                .isEqualTo(IntStream.rangeClosed(1, rounds.size()).boxed().toList());
        return rounds;
    }

    private static List<Integer> scoring(List<RoundPlan> rounds) {
        return rounds.stream()
                .filter(RoundPlan::inScoringWindow)
                .map(RoundPlan::round)
                .toList();
    }

    private static RoundPlan last(List<RoundPlan> rounds) {
        return rounds.get(rounds.size() - 1);
    }

    private static List<String> describe(List<RoundPlan> rounds) {
        return rounds.stream()
                .map(r -> String.format(
                        Locale.ROOT,
                        "%d %s %.3f %.4f %d %d %d %d",
                        r.round(),
                        r.kind().name().toLowerCase(Locale.ROOT),
                        r.after().epochs(),
                        r.way(),
                        r.keptExamples(),
                        r.stepsPerEpoch(),
                        r.steps(),
                        r.after().steps()))
                .toList();
    }

    /** Leading baselines of 0.25 of 10 epochs; of 0.25 of 100 steps of 2 x 16 examples over 420: 800 / 420. */
    @Test
    void baselinePassesAreThoseOfTheLeadingBaselinesRoundedUp() {
        String phases = "phases=[{baseline: 0.125}, {baseline: 0.125}, {constrained: 0.75}]";
        assertThat(Timetable.baselinePasses(Plans.of(phases), 420)).isEqualTo(3);
        assertThat(Timetable.baselinePasses(Plans.of(phases, "training.budget={steps: 100}"), 420))
                .isEqualTo(2);
        assertThat(Timetable.baselinePasses(Plans.of("phases=[{constrained: 1}]"), 420))
                .isZero();
    }
}
