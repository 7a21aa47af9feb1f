package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.constraint.UnreachableTargetException;
import io.espalier.run.RoundRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.testing.Plans;
import io.espalier.testing.ReferenceReplica;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans off the beaten track, and runs that fail. */
class RunVariantsTest {
    @ParameterizedTest
    @CsvSource({"NaN, 1", "NaN, 20", "Infinity, 61", "-Infinity, 33"})
    void badLossEndsTheRunWithItsRound(double loss, long update) {
        WatchedReplica.Witness witness = new WatchedReplica.Witness();
        witness.poison = loss;
        witness.poisonedUpdate = update;
        MemoryRun run = new MemoryRun(Plans.of("checkpoint.every_rounds=1"), MemoryRun.ROWS, witness.factory());
        assertThatThrownBy(run::train)
                .isInstanceOfSatisfying(DivergedException.class, e -> {
                    assertThat(e.round()).isEqualTo(run.rounds.size() + 1);
                    assertThat(run.saved).hasSize(run.rounds.size());
                })
                .hasMessage("Training diverged in round " + (run.rounds.size() + 1) + " (loss " + loss + ")");
        // The poisoned update lies in the round that was not recorded.
        long done =
                run.rounds.isEmpty() ? 0 : run.rounds.get(run.rounds.size() - 1).step();
        assertThat(update)
                .isBetween(done + 1, done + run.tasks.get(run.tasks.size() - 1).steps());
    }

    @Test
    void learningRateThatIsTooHighEndsTheRun() {
        TrainingPlan plan =
                Plans.of("training.updater={kind: sgd, learning_rate: 1000}", "network.activation=identity");
        MemoryRun run = new MemoryRun(plan);
        assertThatThrownBy(run::train).isInstanceOf(DivergedException.class);
        assertThat(run.rounds).allSatisfy(round -> assertThat(round.loss()).isFinite());
    }

    /** 42 training examples on 8 workers, 4 of them kept: some shards have none. */
    @Test
    void workersWithoutKeptExampleAreIdle() {
        TrainingPlan plan = Plans.of(
                "training.workers=8",
                "training.batch=2",
                "importance.kept=0.1",
                "importance.selection=random",
                "importance.full_data_fraction=0");
        MemoryRun run = new MemoryRun(plan, 60, ReferenceReplica.factory());
        run.train();
        RoundTask last = run.tasks.get(run.tasks.size() - 1);
        List<Cursor> after = run.outcomes.get(run.outcomes.size() - 1).cursors();
        assertThat(last.selection().count()).isEqualTo(4);
        List<Integer> idle = IntStream.range(0, 8)
                .filter(worker -> kept(run, last, worker) == 0)
                .boxed()
                .toList();
        assertThat(idle).hasSizeBetween(4, 7);
        for (int worker = 0; worker < 8; worker++) {
            assertThat(after.get(worker).equals(last.cursors().get(worker))).isEqualTo(idle.contains(worker));
        }
        assertThat(run.finish().results().examplesKept()).isEqualTo(4);
    }

    private static int kept(MemoryRun run, RoundTask task, int worker) {
        List<Shard> shards = run.data.shards().get(Part.TRAIN);
        int first = shards.subList(0, worker).stream().mapToInt(Shard::rows).sum();
        SelectedRows rows = SelectedRows.of(
                shards.get(worker),
                task.selection(),
                row -> run.local.scores().score(first + row),
                run.plan.importance().selectionSeed());
        return rows.count();
    }

    @Test
    void moreWorkersThanExamplesTrainToo() {
        TrainingPlan plan = Plans.of("training.workers=12", "training.batch=2", "importance.selection=random");
        MemoryRun run = new MemoryRun(plan, 10, ReferenceReplica.factory());
        run.train();
        List<Integer> sizes =
                run.data.shards().get(Part.TRAIN).stream().map(Shard::rows).toList();
        assertThat(sizes).containsOnly(0, 1).hasSize(12);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(7);
        assertThat(run.trainer().finished(run.end())).isTrue();
        assertThat(run.finish().model().isFinite()).isTrue();
    }

    @Test
    void partsMayBeEmpty() {
        MemoryRun run = new MemoryRun(Plans.of("data.test_fraction=0", "data.validation_fraction=0"));
        run.train();
        assertThat(run.rounds).allSatisfy(round -> assertThat(round.quality()).isEmpty());
        assertThat(run.phasesEnded)
                .allSatisfy(phase -> assertThat(phase.quality()).isEmpty());
        assertThat(run.finish().results().testQuality()).isNaN();
        assertThat(run.finish().results().validationQuality()).isNaN();
    }

    @Test
    void budgetInStepsIsMadeExactly() {
        MemoryRun run = MemoryRun.trained("training.budget={steps: 101}");
        RoundRecord last = run.rounds.get(run.rounds.size() - 1);
        assertThat(last.step()).isEqualTo(101);
        assertThat(run.rounds).allSatisfy(round -> assertThat(round.progress()).isEqualTo(round.step() / 101.0));
        // Phases of 0.2, 0.3, 0.5 end at steps 20, 50 and 101: 20.2 and 50.5 rounded, halves up.
        assertThat(run.phasesEnded).extracting(phase -> phase.steps()).containsExactly(20L, 31L, 50L);
        assertThat(run.finish().model().network()).isEqualTo(run.network.withUnits(run.targets()));
    }

    @Test
    void keptFractionOneKeepsEveryExample() {
        MemoryRun run = MemoryRun.trained("importance.kept=1");
        assertThat(run.rounds)
                .allSatisfy(round -> assertThat(round.keptExamples()).isEqualTo(420));
        assertThat(run.tasks)
                .allSatisfy(task -> assertThat(task.selection().keepsAll()).isTrue());
        assertThat(run.local.writtenSelection()).hasSize(420);
        // 14 steps an epoch; the stretches end at 2, 5, 8.75 and 10 epochs, each with a whole number of steps.
        assertThat(run.rounds.get(run.rounds.size() - 1).step()).isEqualTo(28 + 42 + 53 + 18);
    }

    @Test
    void reductionZeroKeepsEveryUnit() {
        MemoryRun run = MemoryRun.trained("constraint.parameter_reduction=0");
        assertThat(run.rounds)
                .allSatisfy(round -> assertThat(round.keptUnits()).isEqualTo(Map.of("dense1", 16, "dense2", 12)));
        assertThat(run.finish().results().parametersRemovedFraction()).isZero();
    }

    @Test
    void unreachableReductionIsRefusedBeforeTraining() {
        MemoryRun run = new MemoryRun(Plans.of("constraint.parameter_reduction=0.99"));
        assertThatThrownBy(run::train).isInstanceOf(UnreachableTargetException.class);
        assertThat(run.tasks).isEmpty();
    }

    @Test
    void selectionThatIsNotPossibleIsRefusedBeforeTraining() {
        MemoryRun run = new MemoryRun(Plans.of("importance.kept=0.004"));
        assertThatThrownBy(run::train)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("importance.kept 0.004 of 420 training examples: "
                        + "ccs keeps at least 1 example of each of 3 classes: 1");
        assertThat(run.tasks).isEmpty();
    }

    @Test
    void runThatConstrainsNothingAsksNothingOfItsTargets() {
        MemoryRun run = MemoryRun.trained(
                "phases=[{baseline: 1}]", "constraint.parameter_reduction=0.99", "importance.kept=0.004");
        assertThat(run.trainer().finished(run.end())).isTrue();
        assertThat(run.finish().results().parametersRemovedFraction()).isZero();
    }

    @Test
    void intensitySetsUnitsAndExamples() {
        // Without the plan's own reduction: widths 1 - 0.5 i, examples 1 - 0.8 i.
        TrainingPlan plan = Plans.of("constraint={intensity: 0.5, rounding: false}");
        MemoryRun run = new MemoryRun(plan);
        run.train();
        assertThat(run.targets()).isEqualTo(Map.of("dense1", 12, "dense2", 9));
        assertThat(run.finish().model().network()).isEqualTo(run.network.withUnits(run.targets()));
        assertThat(run.finish().results().examplesKept()).isEqualTo(252);
    }

    @Test
    void factorBindsTheWidths() {
        MemoryRun run = new MemoryRun(Plans.of("constraint={embedding_dimension_factor: 0.25, rounding: false}"));
        run.train();
        assertThat(run.finish().model().network()).isEqualTo(run.network.withUnits(Map.of("dense1", 4, "dense2", 3)));
    }

    @Test
    void networkWithoutHiddenLayerHasNoUnitsToRemove() {
        MemoryRun run = new MemoryRun(Plans.of("network.hidden=[]", "constraint.parameter_reduction=0"));
        run.train();
        assertThat(run.rounds).allSatisfy(round -> assertThat(round.keptUnits()).isEmpty());
        assertThat(run.finish().results().examplesKept()).isEqualTo(252);
    }

    @Test
    void oneUnitMayBeLeft() {
        MemoryRun run = new MemoryRun(Plans.of("constraint={embedding_dimension_factor: 0.01, rounding: false}"));
        run.train();
        assertThat(run.finish().model().network()).isEqualTo(run.network.withUnits(Map.of("dense1", 1, "dense2", 1)));
    }

    /** One unit may cost at most 16 + 1 + 12 or 12 + 1 + 3 parameters, so the nearest number is half of that away at most. */
    @Test
    void unitsOfAllGroupsCompeteAndAreCutOnce() {
        MemoryRun run = MemoryRun.trained("constraint.ranking=global");
        int before = 16 * 9 + 12 * 17 + 3 * 13;
        long after = run.finish().results().parametersAfter();
        assertThat((double) after).isCloseTo(before / 2.0, within(29 / 2.0));
        int firstConstrained = run.phasesEnded.get(1).lastRound();
        assertThat(run.tasks.subList(firstConstrained, run.tasks.size()))
                .extracting(RoundTask::structureVersion)
                .containsOnly(run.tasks.get(firstConstrained).structureVersion());
        assertThat(run.rounds.subList(firstConstrained, run.rounds.size()))
                .extracting(RoundRecord::keptUnits)
                .containsOnly(run.rounds.get(firstConstrained).keptUnits());
    }

    @ParameterizedTest
    @ValueSource(strings = {"l2", "random", "taylor"})
    void everyMeasureOfUnitsReachesTheTarget(String units) {
        MemoryRun run = MemoryRun.trained("constraint.units=" + units);
        assertThat(run.finish().model().network()).isEqualTo(run.network.withUnits(run.targets()));
        assertThat(run.finish().results().testQuality()).isGreaterThan(0.8);
    }

    @Test
    void measuresOfUnitsKeepDifferentUnits() {
        Set<Map<String, List<Integer>>> kept = new HashSet<>();
        for (String units : List.of("l2", "random", "taylor")) {
            kept.add(MemoryRun.trained("constraint.units=" + units).finish().originalUnits());
        }
        assertThat(kept).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"top", "random", "class_balanced", "ccs"})
    void everySelectorKeepsTheTimetablesNumber(String selection) {
        MemoryRun run = MemoryRun.trained("importance.selection=" + selection);
        for (int i = 0; i < run.tasks.size(); i++) {
            RoundTask task = run.tasks.get(i);
            int kept = IntStream.range(0, 2)
                    .map(worker -> keptOrAll(run, task, worker))
                    .sum();
            assertThat(kept).as("round %d", i + 1).isEqualTo((int)
                    run.rounds.get(i).keptExamples());
        }
        assertThat(run.local.writtenSelection()).hasSize(252);
    }

    @Test
    void topKeepsTheExamplesWithTheLargestMeanError() {
        MemoryRun run = MemoryRun.trained("importance.selection=top");
        List<float[]> snapshots = run.scoredSnapshots.get(0);
        Map<Long, Double> scores = new HashMap<>();
        for (float[] snapshot : snapshots) {
            ReferenceReplica replica =
                    new ReferenceReplica(run.network, run.plan.training().updater(), 1);
            replica.load(snapshot, new float[0][], 0);
            for (Shard shard : run.data.shards().get(Part.TRAIN)) {
                for (int row = 0; row < shard.rows(); row++) {
                    scores.merge(shard.id(row), error(replica, shard, row) / snapshots.size(), Double::sum);
                }
            }
        }
        List<Long> expected = scores.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue()))
                .limit(252)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(scores).hasSize(420);
        assertThat(run.local.writtenSelection()).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** ||p - onehot(y)||. */
    private static double error(Replica replica, Shard shard, int row) {
        Batch batch = new Batch(1, shard.featureCount());
        shard.read(new int[] {row}, 1, batch);
        float[] outputs = new float[3];
        replica.outputs(batch, outputs);
        return Math.sqrt(IntStream.range(0, 3)
                .mapToDouble(c -> (double) outputs[c] - (c == shard.label(row) ? 1 : 0))
                .map(error -> error * error)
                .sum());
    }

    private static int keptOrAll(MemoryRun run, RoundTask task, int worker) {
        return task.selection().keepsAll()
                ? run.data.shards().get(Part.TRAIN).get(worker).rows()
                : kept(run, task, worker);
    }

    @Test
    void accumulatedBatchesEqualOneLargeBatch() {
        float[] parts = denseWeights("training.batch=8", "training.accumulation=2");
        float[] whole = denseWeights("training.batch=16", "training.accumulation=1");
        assertThat(parts).containsExactly(whole, within(1e-6f));
    }

    private static float[] denseWeights(String... sets) {
        String[] all = java.util.Arrays.copyOf(sets, sets.length + 2);
        all[sets.length] = "phases=[{baseline: 1}]";
        all[sets.length + 1] = "training.updater={kind: nesterovs, learning_rate: 0.01}";
        return MemoryRun.trained(all).finish().model().parameters();
    }

    @Test
    void oneWorkerIsNotTwo() {
        float[] one = denseWeights("training.workers=1", "training.batch=32");
        float[] two = denseWeights("training.workers=2", "training.batch=16");
        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void oneWorkersAverageIsItsOwnTraining() {
        MemoryRun run =
                MemoryRun.trained("training.workers=1", "phases=[{baseline: 1}]", "training.budget={steps: 20}");
        TrainingPlan plan = run.plan;
        Shard shard = run.data.shards().get(Part.TRAIN).get(0);
        ShardOrder order = new ShardOrder(420, 1, 0);
        ReferenceReplica replica =
                new ReferenceReplica(run.network, plan.training().updater(), 16);
        ModelState fresh = run.fresh().structure().model();
        replica.load(fresh.parameters(), fresh.moments(), 0);
        Batch batch = new Batch(16, 8);
        for (int step = 0; step < 20; step++) {
            int first = 16 * step;
            shard.read(
                    IntStream.range(first, first + 16).map(p -> order.row(0, p)).toArray(), 16, batch);
            replica.step(batch, 0.01 * (1 + Math.cos(Math.PI * step / 20)) / 2, 0);
        }
        float[] expected = new float[fresh.parameters().length];
        replica.readParameters(expected);
        // Weights are rounded to float at the ends of three rounds.
        assertThat(run.finish().model().parameters()).containsExactly(expected, within(1e-5f));
    }

    @Test
    void backendNeedsOneShardAWorker() {
        TrainingPlan two = Plans.of();
        MemoryRun run = new MemoryRun(two);
        TrainingPlan three = Plans.of("training.workers=3");
        assertThatThrownBy(() -> new LocalBackend(
                        three, run.data.summary(), run.data.shards(), ReferenceReplica.factory(), () -> 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("One shard a worker is needed");
    }

    @Test
    void scoresAreNotReadBeforeTheyAreMade() {
        MemoryRun run = new MemoryRun(Plans.of());
        assertThatThrownBy(run.local::readScores)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Examples have not been scored");
    }

    @Test
    void closedBackendFreesItsReplicas() {
        WatchedReplica.Witness witness = new WatchedReplica.Witness();
        MemoryRun run = new MemoryRun(Plans.of(), MemoryRun.ROWS, witness.factory());
        run.train();
        run.local.close();
        assertThat(witness.closed).isEqualTo(witness.created).isGreaterThanOrEqualTo(2);
    }
}
