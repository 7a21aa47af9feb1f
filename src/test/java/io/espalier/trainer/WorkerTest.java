package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.Hashing;
import io.espalier.constraint.KeptUnits;
import io.espalier.importance.Selection;
import io.espalier.network.Group;
import io.espalier.network.Network;
import io.espalier.network.Tensor;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.AveragingPlan.Wire;
import io.espalier.run.TrainingPlan;
import io.espalier.schedule.Dimension;
import io.espalier.schedule.ScheduleSnapshot;
import io.espalier.testing.ArrayShard;
import io.espalier.testing.Plans;
import io.espalier.testing.ReferenceReplica;
import io.espalier.testing.SyntheticData;
import io.espalier.trainer.TrainingBackend.Part;
import io.espalier.trainer.Worker.SliceQuality;
import io.espalier.trainer.Worker.StepSettings;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTest {
    private final TrainingPlan plan =
            Plans.of("training.workers=1", "data.test_fraction=0", "data.validation_fraction=0");
    private final Network network = Plans.network(plan);
    private final float[] weights = InitialWeights.of(network, 1);
    private final WatchedReplica.Witness witness = new WatchedReplica.Witness();
    private final AtomicLong clock = new AtomicLong();

    @Test
    void stepsAreTheReplicasOnTheBatchesOfTheWalk() {
        Shard shard = shard(100);
        WorkerResult result = train(task(1, 1, start(0), KeptUnits.all(network), rates(5)), shard, everything(shard));

        ReferenceReplica replica = new ReferenceReplica(network, plan.training().updater(), 16);
        replica.load(weights, new float[2][weights.length], 0);
        ShardOrder order = new ShardOrder(100, 1, 0);
        double lossSum = 0;
        for (int step = 0; step < 5; step++) {
            int first = step * 16;
            int[] rows =
                    IntStream.range(first, first + 16).map(p -> order.row(0, p)).toArray();
            Batch batch = new Batch(16, SyntheticData.FEATURES);
            shard.read(rows, 16, batch);
            lossSum += 16 * replica.step(batch, 0.01 * (step + 1), 0);
        }
        float[] trained = new float[weights.length];
        float[][] moments = new float[2][weights.length];
        replica.readParameters(trained);
        replica.readMoments(moments);
        for (int i = 0; i < weights.length; i++) {
            assertThat(change(result)[i]).isEqualTo(trained[i] - weights[i]);
        }
        assertThat(result.contribution().moments()).isDeepEqualTo(moments);
        assertThat(result.report().cursor()).isEqualTo(new Cursor(0, 80));
        assertThat(result.report().examples()).isEqualTo(80);
        assertThat(result.report().weight()).isEqualTo(100);
        assertThat(result.report().lossSum()).isEqualTo(lossSum);
        assertThat(result.report().bytes()).isEqualTo(4L * 3 * weights.length);
    }

    @Test
    void stepsOfARoundTakeItsLearningRatesInOrder() {
        Shard shard = shard(100);
        train(task(1, 1, start(0), KeptUnits.all(network), rates(4)), shard, everything(shard));
        assertThat(witness.rates).containsExactly(0.01, 0.02, 0.03, 0.04);
    }

    @Test
    void drawsBelongToStepsOfTheWholeRunNotToRounds() {
        Shard shard = shard(100);
        train(task(1, 1, start(0), KeptUnits.all(network), rates(6)), shard, everything(shard));
        List<Long> whole = List.copyOf(witness.draws);
        witness.draws.clear();
        train(task(1, 1, start(0), KeptUnits.all(network), rates(4)), shard, everything(shard));
        train(task(2, 1, start(4), KeptUnits.all(network), rates(2)), shard, everything(shard));
        assertThat(witness.draws).isEqualTo(whole);
        assertThat(new HashSet<>(whole)).hasSize(6);
    }

    @Test
    void drawsOfTwoWorkersDiffer() {
        Shard shard = shard(100);
        RoundTask task = task(1, 1, start(0), KeptUnits.all(network), rates(3));
        RoundTask both = new RoundTask(
                1,
                1,
                task.snapshot(),
                task.model(),
                task.mask(),
                task.cuts(),
                task.learningRates(),
                List.of(Cursor.START, Cursor.START),
                task.selection());
        Replica replica = witness.factory().create(network, plan.training().updater(), 16);
        for (int worker = 0; worker < 2; worker++) {
            Worker.train(both, worker, WorkerState.fresh(), shard, everything(shard), replica, settings(1), clock::get);
        }
        assertThat(new HashSet<>(witness.draws)).hasSize(6);
    }

    @Test
    void computeIsTheTimeBetweenFirstAndLastReading() {
        Shard shard = shard(100);
        RoundTask task = task(1, 1, start(0), KeptUnits.all(network), rates(3));
        Replica replica = new ReferenceReplica(network, plan.training().updater(), 16);
        WorkerResult result = Worker.train(
                task, 0, WorkerState.fresh(), shard, everything(shard), replica, settings(1), () -> clock.getAndAdd(7));
        assertThat(result.report().computeNanos()).isEqualTo(21);
    }

    @Test
    void accumulatedBatchesAreOneStep() {
        Shard shard = shard(100);
        RoundTask task = task(1, 1, start(0), KeptUnits.all(network), rates(2));
        Replica replica = witness.factory().create(network, plan.training().updater(), 16);
        WorkerResult result =
                Worker.train(task, 0, WorkerState.fresh(), shard, everything(shard), replica, settings(3), clock::get);
        assertThat(result.report().examples()).isEqualTo(96);
        assertThat(witness.draws).hasSize(2);
        assertThat(result.report().cursor()).isEqualTo(new Cursor(0, 96));
    }

    @Test
    void batchLargerThanTheShardIsTheWholeShardAndTakesNoMoreMemory() {
        Shard shard = shard(100);
        RoundTask task = task(1, 1, start(0), KeptUnits.all(network), rates(2));
        WorkerResult whole = train(task, shard, settings(100, 1));
        // Far more values than the largest array has.
        WorkerResult larger = train(task, shard, settings(1_000_000_000, 2));
        assertThat(change(larger)).isEqualTo(change(whole));
        assertThat(larger.report().examples()).isEqualTo(200);
        assertThat(larger.report().cursor()).isEqualTo(whole.report().cursor());
    }

    private WorkerResult train(RoundTask task, Shard shard, StepSettings settings) {
        Replica replica = witness.factory().create(network, plan.training().updater(), 100);
        return Worker.train(task, 0, WorkerState.fresh(), shard, everything(shard), replica, settings, clock::get);
    }

    @Test
    void replicaHasRoomForTheLargestShardAndForTheBlocksWithoutLearningButNotForMoreThanABatch() {
        TrainingPlan million = Plans.of("training.batch=1000000", "importance.batch=256");
        assertThat(Worker.microBatch(million, IntStream.of(700, 701, 700))).isEqualTo(701);
        assertThat(Worker.microBatch(million, IntStream.of(100))).isEqualTo(512);
        assertThat(Worker.microBatch(Plans.of("training.batch=1000000", "importance.batch=600"), IntStream.of(100)))
                .isEqualTo(600);
        assertThat(Worker.microBatch(Plans.of("training.batch=32"), IntStream.of(700)))
                .isEqualTo(32);
    }

    @Test
    void workerWithoutKeptExampleStaysWhereItIs() {
        Shard shard = ArrayShard.numbered(0);
        float[][] moments = {{1, 2}, {3, 4}};
        Network tiny = io.espalier.network.Networks.mlp(
                io.espalier.network.Shape.flat(1), List.of(), io.espalier.network.Activation.RELU, 0, 1);
        ModelState start = new ModelState(tiny, new float[] {5, 6}, moments, 3);
        RoundTask task = task(1, 1, start, KeptUnits.all(tiny), rates(4));
        WorkerResult result = train(task, shard, everything(shard));
        assertThat(result.report().weight()).isZero();
        assertThat(result.report().examples()).isZero();
        assertThat(change(result)).containsExactly(0, 0);
        assertThat(result.contribution().moments()).isDeepEqualTo(moments);
        assertThat(result.report().cursor()).isEqualTo(Cursor.START);
        assertThat(result.report().lossSum()).isZero();
    }

    @Test
    void taskOfAnotherRoundThanItsSnapshotIsRefused() {
        RoundTask task = task(4, 2, start(0), KeptUnits.all(network), rates(1));
        RoundTask other = new RoundTask(
                5,
                2,
                task.snapshot(),
                task.model(),
                task.mask(),
                task.cuts(),
                task.learningRates(),
                task.cursors(),
                task.selection());
        assertThatThrownBy(() -> train(other, shard(20), everything(shard(20))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Snapshot of round 4, structure 2 offered to round 5, structure 2");
    }

    @Test
    void taskOfAnotherStructureThanItsSnapshotIsRefused() {
        RoundTask task = task(4, 2, start(0), KeptUnits.all(network), rates(1));
        RoundTask other = new RoundTask(
                4,
                3,
                task.snapshot(),
                task.model(),
                task.mask(),
                task.cuts(),
                task.learningRates(),
                task.cursors(),
                task.selection());
        assertThatThrownBy(() -> train(other, shard(20), everything(shard(20))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Snapshot of round 4, structure 2 offered to round 4, structure 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 512, 513, 1100})
    void qualityEqualsTheDefinitionInWhateverBlocks(int rows) {
        Shard shard = shard(rows);
        float[] outputs = outputs(shard);
        long correct = 0;
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            correct += mostProbable(outputs, row) == shard.label(row) ? 1 : 0;
            loss -= Math.log(outputs[row * 3 + shard.label(row)]);
        }
        SliceQuality quality = Worker.evaluate(network, weights, shard, replica());
        assertThat(quality.correct()).isEqualTo(correct);
        assertThat(quality.examples()).isEqualTo(rows);
        assertThat(quality.lossSum()).isCloseTo(loss, within(1e-9 * loss));
    }

    @Test
    void qualityOfNoRowsIsZeroCounts() {
        assertThat(Worker.evaluate(network, weights, shard(0), replica())).isEqualTo(new SliceQuality(0, 0, 0));
    }

    @Test
    void slicesOfAPartAreSummed() {
        TrainingBackend.Quality quality = SliceQuality.sum(
                List.of(new SliceQuality(3, 5, 2.5), new SliceQuality(0, 0, 0), new SliceQuality(1, 3, 1.5)));
        assertThat(quality).isEqualTo(new TrainingBackend.Quality(4, 8, 0.5));
        assertThat(quality.accuracy()).isEqualTo(0.5);
    }

    @Test
    void accuracyOfNoExamplesIsNotANumber() {
        assertThat(new TrainingBackend.Quality(0, 0, 0).accuracy()).isNaN();
    }

    @Test
    void hopelessExampleDoesNotMakeTheLossInfinite() {
        float[] certain = new float[weights.length];
        Tensor bias = network.layout().tensors().get(network.layout().tensors().size() - 1);
        certain[bias.offset()] = 1e6f;
        SliceQuality quality = Worker.evaluate(network, certain, shard(3), replica());
        // Rows have classes 0, 1, 2 in some order; two of them have probability 0.
        assertThat(quality.lossSum()).isCloseTo(-2 * Math.log(Float.MIN_NORMAL), within(1e-9));
        assertThat(quality.correct()).isEqualTo(1);
    }

    @Test
    void taylorImportanceIsTheMeanSquareOfSummedProducts() {
        Shard shard = shard(100);
        List<double[]> importance = mean(Worker.taylorSums(network, weights, shard, replica(), 30, 16), 4);
        // 100 rows make batches of 30, 30, 30 and 10 in hash order.
        assertImportance(importance, shard, List.of(rows(0, 30), rows(30, 60), rows(60, 90), rows(90, 100)));
    }

    @Test
    void taylorImportanceLooksAtTheFirstBatchesOnly() {
        Shard shard = shard(100);
        List<double[]> importance = mean(Worker.taylorSums(network, weights, shard, replica(), 8, 3), 3);
        assertImportance(importance, shard, List.of(rows(0, 8), rows(8, 16), rows(16, 24)));
    }

    @Test
    void firstBatchesAreThoseOfTheFirstShards() {
        assertThat(Worker.firstBatches(List.of(70, 70, 70), 32, 16)).containsExactly(3, 3, 3);
        assertThat(Worker.firstBatches(List.of(70, 70, 70), 32, 4)).containsExactly(3, 1, 0);
        assertThat(Worker.firstBatches(List.of(0, 70), 32, 2)).containsExactly(0, 2);
        assertThat(Worker.firstBatches(List.of(70, 70), Integer.MAX_VALUE, 2)).containsExactly(1, 1);
    }

    private List<double[]> mean(List<double[]> sums, int batches) {
        return Worker.meanOf(network, List.of(sums), batches);
    }

    /** By the definition: for each batch (sum of g w over the weights into the unit and its bias) squared, then the mean. */
    private void assertImportance(List<double[]> importance, Shard shard, List<int[]> batches) {
        List<Group> groups = network.groups();
        assertThat(groups).extracting(Group::name).containsExactly("dense1", "dense2");
        for (int g = 0; g < groups.size(); g++) {
            Tensor w = tensor(groups.get(g).name(), "W");
            Tensor b = tensor(groups.get(g).name(), "b");
            double[] expected = new double[groups.get(g).units()];
            for (int[] rows : batches) {
                float[] gradient = gradient(shard, rows);
                for (int unit = 0; unit < expected.length; unit++) {
                    double sum = gradient[b.offset() + unit] * (double) weights[b.offset() + unit];
                    for (int in = 0; in < w.shape().get(0); in++) {
                        int at = w.offset() + in * w.strides()[0] + unit * w.strides()[1];
                        sum += gradient[at] * (double) weights[at];
                    }
                    expected[unit] += sum * sum / batches.size();
                }
            }
            double largest = Arrays.stream(expected).max().orElseThrow();
            assertThat(largest).isPositive();
            assertThat(importance.get(g)).containsExactly(expected, within(1e-12 * largest));
        }
    }

    private float[] gradient(Shard shard, int[] rows) {
        Batch batch = new Batch(rows.length, SyntheticData.FEATURES);
        shard.read(rows, rows.length, batch);
        ReferenceReplica replica = new ReferenceReplica(network, plan.training().updater(), 16);
        replica.load(weights, new float[0][], 0);
        float[] gradient = new float[weights.length];
        replica.gradient(batch, gradient);
        return gradient;
    }

    private Tensor tensor(String layer, String name) {
        return network.layout().tensors().stream()
                .filter(tensor -> tensor.layer().equals(layer) && tensor.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int[] rows(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    private float[] outputs(Shard shard) {
        return outputs(shard, weights);
    }

    private float[] outputs(Shard shard, float[] parameters) {
        Batch batch = new Batch(shard.rows(), SyntheticData.FEATURES);
        shard.read(rows(0, shard.rows()), shard.rows(), batch);
        ReferenceReplica replica = new ReferenceReplica(network, plan.training().updater(), 16);
        replica.load(parameters, new float[0][], 0);
        float[] outputs = new float[3 * shard.rows()];
        replica.outputs(batch, outputs);
        return outputs;
    }

    private static int mostProbable(float[] outputs, int row) {
        return IntStream.range(0, 3)
                .boxed()
                .max((a, b) -> Float.compare(outputs[row * 3 + a], outputs[row * 3 + b]))
                .orElseThrow();
    }

    private Replica replica() {
        return new ReferenceReplica(network, plan.training().updater(), 16);
    }

    private Shard shard(int rows) {
        return rows == 0
                ? ArrayShard.numbered(0)
                : SyntheticData.of(plan, rows).shards().get(Part.TRAIN).get(0);
    }

    private static SelectedRows everything(Shard shard) {
        return SelectedRows.of(shard, Selection.all(1, shard.rows()), SelectedRows.RowScores.NONE, 0);
    }

    private WorkerResult train(RoundTask task, Shard shard, SelectedRows selected) {
        Replica replica = witness.factory().create(network, plan.training().updater(), 16);
        return Worker.train(
                task,
                0,
                WorkerState.empty(task.round() - 1),
                shard,
                selected,
                replica,
                StepSettings.of(plan),
                clock::get);
    }

    private static StepSettings settings(int accumulation) {
        return settings(16, accumulation);
    }

    private static StepSettings settings(int batch, int accumulation) {
        return new StepSettings(1, batch, accumulation, new Moments(2, 0), Inner.AVERAGE, Wire.FLOAT32, false);
    }

    private static float[] change(WorkerResult result) {
        PackedChange packed = result.contribution().change();
        float[] change = new float[packed.length()];
        packed.unpack(change);
        return change;
    }

    private ModelState start(long updates) {
        return new ModelState(network, weights, new float[2][weights.length], updates);
    }

    private static LearningRates rates(int steps) {
        return new LearningRates(
                IntStream.rangeClosed(1, steps).mapToDouble(i -> 0.01 * i).toArray());
    }

    private static RoundTask task(int round, int structure, ModelState start, KeptUnits mask, LearningRates rates) {
        ScheduleSnapshot snapshot = new ScheduleSnapshot(round, 0, Map.of(Dimension.WIDTH, 0.0), structure);
        return new RoundTask(
                round,
                structure,
                snapshot,
                start,
                mask,
                List.of(),
                rates,
                Collections.nCopies(1, Cursor.START),
                Selection.all(1, 100));
    }

    @Test
    void replicaIsToldWhichUnitsAreLeftOfTheUncutNetwork() {
        Shard shard = shard(100);
        RoundTask whole = task(1, 1, start(0), KeptUnits.all(network), rates(1));
        Map<String, List<Integer>> shifted = new LinkedHashMap<>();
        whole.originalUnits()
                .units()
                .forEach((group, units) -> shifted.put(
                        group, units.stream().map(unit -> 2 * unit + 1).toList()));
        RoundTask cut = new RoundTask(
                2,
                1,
                new ScheduleSnapshot(2, 0, Map.of(), 1),
                whole.model(),
                whole.mask(),
                new KeptUnits(shifted),
                whole.cuts(),
                whole.learningRates(),
                whole.cursors(),
                whole.selection(),
                whole.presentations());
        train(whole, shard, everything(shard));
        train(cut, shard, everything(shard));
        assertThat(witness.units).containsExactly(KeptUnits.all(network), new KeptUnits(shifted));
    }

    @Test
    void drawsFollowTheSeedOfTheRun() {
        Shard shard = shard(100);
        train(task(1, 1, start(9), KeptUnits.all(network), rates(1)), shard, everything(shard));
        assertThat(witness.draws).containsExactly(Hashing.seed(1, "draw", 0, 9));
    }
}
