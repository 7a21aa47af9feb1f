package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.constraint.KeptUnits;
import io.espalier.network.Network;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.testing.Plans;
import io.espalier.trainer.TrainingBackend.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The default phases, 0.2 baseline, 0.3 hybrid, 0.5 constrained, on the short run's plan. */
class WholeRunTest {
    private static final int TRAIN = 420;
    private static final int TARGET = 252;
    private static final int EXAMPLES_OF_A_STEP = 32;

    private static MemoryRun run;
    private static FinalRecord results;
    private static TrainedModel trained;

    @BeforeAll
    static void train() {
        run = new MemoryRun(Plans.of());
        run.train();
        trained = run.finish();
        results = trained.results();
    }

    @Test
    void dataIsCutAsThePlanSays() {
        assertThat(run.data.summary().trainExamples()).isEqualTo(TRAIN);
        assertThat(run.data.summary().validationExamples()).isEqualTo(60);
        assertThat(run.data.summary().testExamples()).isEqualTo(120);
    }

    @Test
    void roundsAreNumberedAndStepsAndProgressAscendToTheEnd() {
        long step = 0;
        double progress = 0;
        for (int i = 0; i < run.rounds.size(); i++) {
            RoundRecord round = run.rounds.get(i);
            assertThat(round.round()).isEqualTo(i + 1);
            assertThat(round.step()).isEqualTo(step + run.tasks.get(i).steps());
            assertThat(round.progress()).isGreaterThan(progress);
            step = round.step();
            progress = round.progress();
        }
        assertThat(progress).isEqualTo(1);
        assertThat(run.trainer().finished(run.end())).isTrue();
        assertThat(run.end().structure().model().updates()).isEqualTo(step);
        assertThat(run.roundsTold).isEqualTo(run.rounds);
    }

    @Test
    void unitsKeptFollowTheFormulaInEveryRound() {
        Map<String, Integer> all = Map.of("dense1", 16, "dense2", 12);
        for (int i = 0; i < run.rounds.size(); i++) {
            double way = way(i);
            RoundRecord round = run.rounds.get(i);
            run.targets()
                    .forEach((group, target) -> assertThat(round.keptUnits().get(group))
                            .as("round %d, %s, way %f", round.round(), group, way)
                            .isEqualTo(all.get(group) - floor((all.get(group) - target) * way)));
            assertThat(round.intensity()).hasSize(4).allSatisfy((dimension, value) -> assertThat(value)
                    .isCloseTo(way, within(1e-9)));
        }
    }

    @Test
    void tasksSayWhichUnitsOfTheUncutNetworkAreLeft() {
        assertThat(run.tasks.get(0).originalUnits()).isEqualTo(KeptUnits.all(run.network));
        assertThat(run.tasks.get(run.tasks.size() - 1).originalUnits().units())
                .isEqualTo(trained.originalUnits())
                .isNotEqualTo(KeptUnits.all(trained.model().network()).units());
    }

    @Test
    void examplesKeptFollowTheFormulaInEveryRound() {
        for (int i = 0; i < run.rounds.size(); i++) {
            boolean all = run.rounds.get(i).phase().equals("constrained") && progressBefore(i) > 0.875 - 1e-9;
            int expected = all ? TRAIN : TRAIN - floor((TRAIN - TARGET) * way(i));
            assertThat(run.rounds.get(i).keptExamples()).as("round %d", i + 1).isEqualTo(expected);
            assertThat(selectedRows(run.tasks.get(i))).as("round %d", i + 1).isEqualTo(expected);
        }
        assertThat(run.rounds).extracting(RoundRecord::keptExamples).contains((long) TRAIN, (long) TARGET);
    }

    /** Rows of all shards that a task's selection keeps, looked up one by one. */
    private static int selectedRows(RoundTask task) {
        int kept = 0;
        int row = 0;
        for (Shard shard : run.data.shards().get(Part.TRAIN)) {
            int first = row;
            kept += SelectedRows.of(
                            shard,
                            task.selection(),
                            r -> run.local.scores().score(first + r),
                            run.plan.importance().selectionSeed())
                    .count();
            row += shard.rows();
        }
        return kept;
    }

    @Test
    void fewerExamplesMakeShorterEpochs() {
        // From round to round the budget of 10 epochs moves by steps / E, E = ceil(k / 32), but where a stretch ends.
        for (int i = 0; i < run.rounds.size(); i++) {
            RoundRecord round = run.rounds.get(i);
            long epoch = stepsOfAnEpoch(round);
            double moved = 10 * (round.progress() - progressBefore(i));
            double steps = run.tasks.get(i).steps();
            assertThat(moved).as("round %d", i + 1).isLessThanOrEqualTo(steps / epoch + 1e-9);
            assertThat(moved).as("round %d", i + 1).isGreaterThan((steps - 1) / epoch - 1e-9);
        }
    }

    @Test
    void learningRatesFollowTheProgressOfTheWholeRun() {
        for (int i = 0; i < run.rounds.size(); i++) {
            LearningRates rates = run.tasks.get(i).learningRates();
            for (int step = 0; step < rates.count(); step++) {
                double progress = progressBefore(i) + (double) step / stepsOfAnEpoch(run.rounds.get(i)) / 10;
                double expected = 0.01 * (1 + Math.cos(Math.PI * progress)) / 2;
                assertThat(rates.of(step)).isCloseTo(expected, within(1e-12));
            }
        }
    }

    @Test
    void roundsHaveTheStepsOfThePlanButWhereAStretchEnds() {
        List<Double> ends = List.of(0.2, 0.5, 0.875, 1.0);
        for (int i = 0; i < run.rounds.size(); i++) {
            int steps = run.tasks.get(i).steps();
            double after = run.rounds.get(i).progress();
            boolean stretchEnds = ends.stream().anyMatch(end -> Math.abs(after - end) < 1e-12);
            assertThat(steps).as("round %d", i + 1).isBetween(1, 6);
            assertThat(steps == 6 || stretchEnds)
                    .as("round %d, %d steps", i + 1, steps)
                    .isTrue();
        }
        assertThat(run.rounds).extracting(RoundRecord::progress).containsAll(ends);
    }

    @Test
    void examplesPresentedAreCountedByRoundPhaseAndRun() {
        long sum = run.rounds.stream().mapToLong(RoundRecord::examples).sum();
        assertThat(run.end().history().examples()).isEqualTo(sum);
        assertThat(run.phasesEnded.stream().mapToLong(PhaseRecord::examples).sum())
                .isEqualTo(sum);
        for (int i = 0; i < run.rounds.size(); i++) {
            // At most one lonely example more than whole batches in each pass over a shard.
            assertThat(run.rounds.get(i).examples())
                    .isEqualTo(run.outcomes.get(i).examples());
            assertThat(run.rounds.get(i).examples()).isBetween(1L, 6L * (EXAMPLES_OF_A_STEP + 2));
        }
    }

    @Test
    void lossOfTheRecordsIsTheOutcomesAndFalls() {
        for (int i = 0; i < run.rounds.size(); i++) {
            assertThat(run.rounds.get(i).loss()).isEqualTo(run.outcomes.get(i).loss());
        }
        double first = run.rounds.get(0).loss();
        double last = run.rounds.get(run.rounds.size() - 1).loss();
        assertThat(last).isLessThan(first / 2);
    }

    @Test
    void qualityStandsAtEveryTenthOfTheBudgetAndNowhereElse() {
        for (int i = 0; i < run.rounds.size(); i++) {
            RoundRecord round = run.rounds.get(i);
            boolean planned = floor(10 * round.progress()) > floor(10 * progressBefore(i));
            boolean hybrid = round.phase().equals("hybrid");
            assertThat(round.quality().isPresent()).as("round %d", i + 1).isEqualTo(planned);
            assertThat(round.qualityDense().isPresent()).as("round %d", i + 1).isEqualTo(planned && hybrid);
        }
        assertThat(run.rounds.stream().filter(round -> round.quality().isPresent()))
                .hasSizeBetween(8, 10);
        assertThat(run.rounds.get(run.rounds.size() - 1).quality()).isPresent();
    }

    @Test
    void qualityIsTheAccuracyOfTheAveragedNetworkWithMaskedUnitsAtZero() {
        for (int i = 0; i < run.rounds.size(); i++) {
            RoundRecord round = run.rounds.get(i);
            if (round.quality().isPresent()) {
                double accuracy = accuracy(Part.VALIDATION, run.model(i));
                assertThat(round.quality().getAsDouble()).as("round %d", i + 1).isEqualTo(accuracy);
            }
        }
        assertThat(results.testQuality()).isEqualTo(accuracy(Part.TEST, trained.model()));
        assertThat(results.validationQuality()).isEqualTo(accuracy(Part.VALIDATION, trained.model()));
        assertThat(results.qualityName()).isEqualTo("accuracy");
    }

    private static double accuracy(Part part, ModelState model) {
        return run.accuracy(part, model.network(), model.parameters());
    }

    @Test
    void networkLearns() {
        // Chance is a third.
        assertThat(results.testQuality()).isGreaterThan(0.8);
        assertThat(results.validationQuality()).isGreaterThan(0.8);
    }

    @Test
    void finalNetworkHasTheTargetsUnits() {
        Map<String, Integer> targets = run.targets();
        int a = targets.get("dense1");
        int b = targets.get("dense2");
        assertThat(trained.model().network()).isEqualTo(run.network.withUnits(targets));
        assertThat(results.parametersBefore()).isEqualTo(16 * 9 + 12 * 17 + 3 * 13);
        assertThat(results.parametersAfter()).isEqualTo(9L * a + (a + 1L) * b + 3L * (b + 1));
        assertThat(results.parametersRemovedFraction()).isCloseTo(0.5, within(0.05));
        assertThat(results.parametersRemovedFraction())
                .isEqualTo(1 - (double) results.parametersAfter() / results.parametersBefore());
        trained.originalUnits()
                .forEach((group, units) ->
                        assertThat(units).hasSize(targets.get(group)).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void parametersAndOperationsOfARoundAreThoseOfItsActiveNetwork() {
        long flops = 0;
        long bytes = 0;
        for (int i = 0; i < run.rounds.size(); i++) {
            RoundRecord round = run.rounds.get(i);
            Network active = run.network.withUnits(round.keptUnits());
            assertThat(round.parameters()).isEqualTo(active.layout().trainable());
            assertThat(round.flops()).isEqualTo(3 * active.flops() * round.examples());
            long vectors = 3L * run.tasks.get(i).model().parameters().length;
            assertThat(round.bytesUp()).isEqualTo(2 * 4 * vectors);
            assertThat(round.bytesDown()).isEqualTo(2 * 4 * vectors);
            flops += round.flops();
            bytes += round.bytesUp();
        }
        assertThat(results.flops()).isEqualTo(flops);
        assertThat(results.bytesUp()).isEqualTo(bytes);
        assertThat(results.bytesDown()).isEqualTo(bytes);
    }

    @Test
    void secondsOfTheRoundsAreTheLedgers() {
        for (String cause : run.end().history().seconds().keySet()) {
            double sum = run.rounds.stream()
                    .mapToDouble(round -> round.seconds().getOrDefault(cause, 0.0))
                    .sum();
            assertThat(sum).as(cause).isCloseTo(run.end().history().seconds().get(cause), within(1e-9));
        }
        assertThat(run.end().history().seconds().get("compute")).isPositive();
        assertThat(run.end().history().seconds().get("scoring")).isPositive();
        assertThat(run.end().history().seconds().get("monitoring")).isPositive();
        double phases =
                run.phasesEnded.stream().mapToDouble(PhaseRecord::seconds).sum();
        assertThat(phases).isCloseTo(sum(run.end().history().seconds()), within(1e-9));
        assertThat(results.seconds()).isCloseTo(run.ledger.orElseThrow().runSeconds(), within(1e-9));
    }

    @Test
    void phasesAreToldAndRecordedInOrder() {
        assertThat(run.phasesStarted).containsExactly("baseline", "hybrid", "constrained");
        assertThat(run.end().history().phases()).isEqualTo(run.phasesEnded);
        int next = 1;
        for (PhaseRecord phase : run.phasesEnded) {
            assertThat(phase.firstRound()).isEqualTo(next);
            List<RoundRecord> own = run.rounds.subList(next - 1, phase.lastRound());
            assertThat(own).extracting(RoundRecord::phase).containsOnly(phase.phase());
            assertThat(phase.examples())
                    .isEqualTo(own.stream().mapToLong(RoundRecord::examples).sum());
            RoundRecord last = own.get(own.size() - 1);
            assertThat(phase.parameters()).isEqualTo(last.parameters());
            assertThat(phase.keptUnits()).isEqualTo(last.keptUnits());
            assertThat(phase.keptExamples()).isEqualTo(last.keptExamples());
            assertThat(phase.quality()).isPresent();
            next = phase.lastRound() + 1;
        }
        assertThat(next - 1).isEqualTo(run.rounds.size());
        assertThat(run.phasesEnded.stream().mapToLong(PhaseRecord::steps).sum())
                .isEqualTo(run.rounds.get(run.rounds.size() - 1).step());
    }

    @Test
    void structureVersionGoesUpWithEveryChangeOfUnits() {
        for (int i = 1; i < run.tasks.size(); i++) {
            RoundTask before = run.tasks.get(i - 1);
            RoundTask task = run.tasks.get(i);
            boolean same = before.mask().equals(task.mask())
                    && before.model().network().equals(task.model().network());
            assertThat(task.structureVersion() > before.structureVersion())
                    .as("round %d", i + 1)
                    .isEqualTo(!same);
            assertThat(task.structureVersion()).isGreaterThanOrEqualTo(before.structureVersion());
            assertThat(task.snapshot().structureVersion()).isEqualTo(task.structureVersion());
        }
    }

    @Test
    void unitsAreCutOnce() {
        List<Network> networks = run.tasks.stream()
                .map(task -> task.model().network())
                .distinct()
                .toList();
        assertThat(networks).containsExactly(run.network, trained.model().network());
    }

    @Test
    void cursorsGoOnFromRoundToRound() {
        for (int i = 1; i < run.tasks.size(); i++) {
            assertThat(run.tasks.get(i).cursors())
                    .isEqualTo(run.outcomes.get(i - 1).cursors());
        }
        assertThat(run.end().cursors())
                .allSatisfy(cursor -> assertThat(cursor.epoch()).isGreaterThan(5));
    }

    @Test
    void examplesAreScoredOnceWithTheLastFiveWeightsOfBaseline() {
        int baselineRounds = run.phasesEnded.get(0).lastRound();
        List<float[]> last = IntStream.range(Math.max(0, baselineRounds - 5), baselineRounds)
                .mapToObj(round -> run.model(round).parameters())
                .toList();
        assertThat(run.scoredSnapshots).hasSize(1);
        assertThat(run.scoredSnapshots.get(0)).hasSize(last.size());
        for (int i = 0; i < last.size(); i++) {
            assertThat(run.scoredSnapshots.get(0).get(i)).isEqualTo(last.get(i));
        }
        assertThat(run.local.writtenSelection()).hasSize(TARGET).doesNotHaveDuplicates();
        assertThat(results.examplesTotal()).isEqualTo(TRAIN);
        assertThat(results.examplesKept()).isEqualTo(TARGET);
        assertThat(run.warnings).isEmpty();
    }

    @Test
    void constrainedRoundsPresentTheSelectedExamplesAndNoOthers() {
        Set<Long> selected = new HashSet<>(run.local.writtenSelection());
        Set<Long> presented = new HashSet<>();
        for (int i = 0; i < run.rounds.size(); i++) {
            if (run.rounds.get(i).phase().equals("constrained")
                    && run.rounds.get(i).keptExamples() == TARGET) {
                assertThat(selected).as("round %d", i + 1).containsAll(run.presented.get(i));
                presented.addAll(run.presented.get(i));
            }
        }
        assertThat(presented).isEqualTo(selected);
    }

    @Test
    void examplesPresentedAreThoseCounted() {
        for (int i = 0; i < run.rounds.size(); i++) {
            assertThat(run.rounds.get(i).examples())
                    .isEqualTo(run.presented.get(i).size());
        }
        Set<Long> lastRounds = new HashSet<>();
        run.presented.subList(run.presented.size() - 3, run.presented.size()).forEach(lastRounds::addAll);
        assertThat(lastRounds.stream()
                        .anyMatch(id -> !run.local.writtenSelection().contains(id)))
                .isTrue();
    }

    @Test
    void leastImportantUnitsAreMaskedFirst() {
        int firstHybrid = run.phasesEnded.get(0).lastRound();
        RoundTask masked = run.tasks.get(firstHybrid + 1);
        // The schedule starts at 0: the first hybrid round is whole and the only one that was measured so far.
        assertThat(run.tasks.get(firstHybrid).mask().counts()).isEqualTo(Map.of("dense1", 16, "dense2", 12));
        List<String> groups = List.of("dense1", "dense2");
        for (int g = 0; g < groups.size(); g++) {
            double[] importance = run.measuredUnits.get(0).get(g);
            List<Integer> expected = IntStream.range(0, importance.length)
                    .boxed()
                    .sorted(Comparator.comparing(unit -> -importance[unit]))
                    .limit(masked.mask().counts().get(groups.get(g)))
                    .sorted()
                    .toList();
            assertThat(expected).hasSizeLessThan(importance.length);
            assertThat(masked.mask().units().get(groups.get(g))).isEqualTo(expected);
        }
    }

    @Test
    void unitsAreMeasuredAtTheEndOfEveryHybridRoundOnly() {
        long hybrid = run.rounds.stream()
                .filter(round -> round.phase().equals("hybrid"))
                .count();
        assertThat(run.measuredUnits).hasSize((int) hybrid);
        assertThat(run.end().structure().unitScores()).hasSizeBetween(1, 5);
    }

    @Test
    void checkpointsAreSavedEveryTenRoundsAndAtPhaseEnds() {
        List<Integer> ends =
                run.phasesEnded.stream().map(PhaseRecord::lastRound).toList();
        List<Integer> expected = IntStream.rangeClosed(1, run.rounds.size())
                .filter(round -> round % 10 == 0 || ends.contains(round))
                .boxed()
                .toList();
        assertThat(run.saved).extracting(TrainerState::round).containsExactlyElementsOf(expected);
    }

    @Test
    void hashIsThatOfTheLittleEndianParameters() throws Exception {
        ByteBuffer bytes =
                ByteBuffer.allocate(4 * trained.model().parameters().length).order(ByteOrder.LITTLE_ENDIAN);
        for (float parameter : trained.model().parameters()) {
            bytes.putFloat(parameter);
        }
        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        assertThat(results.weightsSha256()).isEqualTo(expected);
    }

    @Test
    void unitsChangedAreCountedByTheirNumbersInTheOriginalNetwork() {
        int changes = run.rounds.stream().mapToInt(RoundRecord::unitsChanged).sum();
        int removed = 16
                + 12
                - run.targets().values().stream().mapToInt(Integer::intValue).sum();
        // Every unit that is gone was switched off once more than on.
        assertThat(changes).isGreaterThanOrEqualTo(removed);
        assertThat((changes - removed) % 2).isZero();
        int baseline = run.phasesEnded.get(0).lastRound();
        assertThat(run.rounds.subList(0, baseline))
                .extracting(RoundRecord::unitsChanged)
                .containsOnly(0);
        int firstConstrained = run.phasesEnded.get(1).lastRound() + 1;
        assertThat(run.rounds.subList(firstConstrained, run.rounds.size()))
                .extracting(RoundRecord::unitsChanged)
                .containsOnly(0);
    }

    private static double progressBefore(int index) {
        return index == 0 ? 0 : run.rounds.get(index - 1).progress();
    }

    /** The way travelled in a round: 0 in baseline, cubic over the 0.3 of hybrid, 1 in constrained. */
    private static double way(int index) {
        return switch (run.rounds.get(index).phase()) {
            case "baseline" -> 0;
            case "hybrid" -> 1 - Math.pow(1 - (progressBefore(index) - 0.2) / 0.3, 3);
            default -> 1;
        };
    }

    private static long stepsOfAnEpoch(RoundRecord round) {
        return (round.keptExamples() + EXAMPLES_OF_A_STEP - 1) / EXAMPLES_OF_A_STEP;
    }

    private static int floor(double value) {
        return (int) Math.floor(value + 1e-9);
    }

    private static double sum(Map<String, Double> seconds) {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    @Test
    void masksHaveAsManyUnitsAsTheRecordSays() {
        for (int i = 0; i < run.tasks.size(); i++) {
            assertThat(run.tasks.get(i).mask().counts())
                    .isEqualTo(run.rounds.get(i).keptUnits());
        }
        assertThat(List.of("dense1", "dense2"))
                .containsExactlyElementsOf(run.targets().keySet());
    }
}
