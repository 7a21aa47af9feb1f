package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.constraint.KeptUnits;
import io.espalier.importance.Selection;
import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.AveragingPlan.Wire;
import io.espalier.testing.ArrayShard;
import io.espalier.trainer.Worker.StepSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerStateTest {
    /** One input, three hidden units, one output: W 3, b 3, W 3, b 1. */
    private static final Network NETWORK = Networks.mlp(Shape.flat(1), List.of(3), Activation.RELU, 0, 1);

    private static final int LENGTH = 10;
    private static final KeptUnits ALL = KeptUnits.all(NETWORK);
    /** The middle unit is masked: positions 1, 4 and 7. */
    private static final KeptUnits OUTER_UNITS = new KeptUnits(Map.of("dense1", List.of(0, 2)));

    private final Shard shard = ArrayShard.numbered(100);
    private final ScriptedReplica replica = new ScriptedReplica(new float[LENGTH]);

    @Test
    void stateIsReadAsItWasWritten() throws IOException {
        SplitMix64 random = new SplitMix64(1);
        WorkerState state = trained(random);
        byte[] bytes = written(state);
        WorkerState back = WorkerState.read(new ByteArrayInputStream(bytes));
        assertThat(back.round()).isEqualTo(1);
        assertThat(back.updates()).isEqualTo(1);
        assertThat(written(back)).isEqualTo(bytes);
        // Format, round, updates, number of moments, three arrays with their lengths; an empty history: an epoch, six
        // lengths
        assertThat(bytes).hasSize(4 + 4 + 8 + 4 + 3 * (4 + 4 * LENGTH) + 4 + 6 * 4);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 4 + 4 + 8 + 4 + 4, 4 * LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            assertThat(buffer.getFloat()).isEqualTo(replica.momentsAfter[0][i]);
        }
    }

    @Test
    void emptyAndFreshStatesAreReadAsTheyWereWritten() throws IOException {
        for (WorkerState state : List.of(WorkerState.fresh(), WorkerState.empty(7))) {
            WorkerState back = WorkerState.read(new ByteArrayInputStream(written(state)));
            assertThat(back.round()).isEqualTo(state.round());
            assertThat(written(back)).isEqualTo(written(state));
        }
    }

    @Test
    void otherBytesAreRefused() throws IOException {
        assertThatThrownBy(() -> WorkerState.read(new ByteArrayInputStream(new byte[100])))
                .isInstanceOf(IOException.class)
                .hasMessage("No worker state");
        byte[] whole = written(trained(new SplitMix64(2)));
        byte[] cut = Arrays.copyOf(whole, whole.length - 1);
        assertThatThrownBy(() -> WorkerState.read(new ByteArrayInputStream(cut)))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void stateOfAnotherRoundIsRefused() {
        for (int round : new int[] {1, 2, 3, 5}) {
            assertThatThrownBy(() -> WorkerState.empty(round).entering(Tasks.of(4 + round / 3, model())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("A worker's state of round " + round + " can't enter round " + (4 + round / 3));
        }
    }

    @Test
    void keptMomentsAndUpdatesAreLoadedInTheNextRound() {
        replica.momentsAfter = new float[][] {counted(1), counted(100)};
        WorkerState first = train(WorkerState.fresh(), Tasks.of(1, model()), Wire.FLOAT32);
        assertThat(replica.loadedMoments).isDeepEqualTo(new float[][] {started(), started()});
        assertThat(replica.loadedUpdates).isZero();
        train(first, Tasks.of(2, model()), Wire.FLOAT32);
        assertThat(replica.loadedMoments).isDeepEqualTo(new float[][] {counted(1), counted(100)});
        assertThat(replica.loadedUpdates).isEqualTo(1);
    }

    @Test
    void momentsOfMaskedUnitsStayAsTheyWereAndComeBack() {
        replica.momentsAfter = new float[][] {counted(1), counted(100)};
        WorkerState first = train(WorkerState.fresh(), Tasks.of(1, model()), Wire.FLOAT32);

        replica.momentsAfter = new float[][] {masked(counted(21)), masked(counted(121))};
        WorkerState second = train(first, Tasks.of(2, model(), OUTER_UNITS, List.of()), Wire.FLOAT32);
        assertThat(replica.loadedMoments).isDeepEqualTo(new float[][] {masked(counted(1)), masked(counted(100))});

        train(second, Tasks.of(3, model()), Wire.FLOAT32);
        for (int i = 0; i < LENGTH; i++) {
            boolean wasMasked = i == 1 || i == 4 || i == 7;
            assertThat(replica.loadedMoments[0][i]).isEqualTo(wasMasked ? 1 + i : 21 + i);
            assertThat(replica.loadedMoments[1][i]).isEqualTo(wasMasked ? 100 + i : 121 + i);
        }
    }

    @Test
    void cutUnitsAreCutOutOfTheState() throws IOException {
        replica.momentsAfter = new float[][] {counted(1), counted(100)};
        replica.change = counted(0.5f);
        WorkerState first = train(WorkerState.fresh(), Tasks.of(1, model()), Wire.INT8);
        float[] residual = residual(first);

        Network small = NETWORK.withUnits(Map.of("dense1", 2));
        ModelState cut = new ModelState(small, new float[7], new float[0][], 0);
        replica.change = new float[7];
        replica.momentsAfter = new float[2][7];
        RoundTask task = Tasks.of(2, cut, KeptUnits.all(small), List.of(new RoundTask.Cut(NETWORK, OUTER_UNITS)));
        WorkerResult result = result(first, task, Wire.INT8);
        int[] left = {0, 2, 3, 5, 6, 8, 9};
        for (int i = 0; i < left.length; i++) {
            assertThat(replica.loadedMoments[0][i]).isEqualTo(1 + left[i]);
            assertThat(replica.loadedMoments[1][i]).isEqualTo(100 + left[i]);
        }
        // Nothing was trained: what was sent and what is left of it are the residual of the units that stay.
        float[] sent = change(result);
        float[] rest = residual(result.state());
        for (int i = 0; i < left.length; i++) {
            assertThat(sent[i] + rest[i]).isCloseTo(residual[left[i]], within(1e-9f));
        }
        assertThat(sent).isNotEqualTo(new float[7]);
    }

    /** A masked unit's change is zero, whatever rounding took from it before it was masked. */
    @Test
    void residualOfAMaskedUnitIsNotSent() {
        replica.momentsAfter = new float[2][LENGTH];
        replica.change = counted(0.3f);
        WorkerState first = train(WorkerState.fresh(), Tasks.of(1, model()), Wire.INT8);
        assertThat(residual(first)[1]).isNotZero();
        // So small a change that the residual would not be rounded to zero beside it.
        replica.change = new float[LENGTH];
        WorkerResult second = result(first, Tasks.of(2, model(), OUTER_UNITS, List.of()), Wire.INT8);
        float[] sent = change(second);
        assertThat(new float[] {sent[1], sent[4], sent[7]}).containsExactly(0, 0, 0);
        assertThat(sent[0]).isNotZero();
    }

    @Test
    void idleWorkerKeepsWhatItHas() throws IOException {
        WorkerState first = trained(new SplitMix64(4));
        RoundTask task = Tasks.of(2, model());
        Shard empty = ArrayShard.numbered(0);
        WorkerResult result = Worker.train(
                task, 0, first, empty, everything(empty), replica, settings(Inner.KEEP, Wire.INT8), () -> 0);
        byte[] expected = written(first);
        expected[7] = 2;
        assertThat(written(result.state())).isEqualTo(expected);
        assertThat(change(result)).containsOnly(0);
    }

    /**
     * Error feedback: what rounding takes from a change is added to the next one, so that over many rounds everything arrives but
     * what the last rounding took, half a step.
     */
    @Test
    void sumOfWhatArrivesIsWithinOneStepOfTheSumOfChanges() {
        SplitMix64 random = new SplitMix64(6);
        WorkerState state = WorkerState.fresh();
        double[] trueSum = new double[LENGTH];
        double[] arrivedSum = new double[LENGTH];
        float[] start = new float[LENGTH];
        for (int round = 1; round <= 500; round++) {
            replica.momentsAfter = new float[2][LENGTH];
            replica.change = new float[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                // Of very different sizes: alone, the small ones would always be rounded to zero.
                replica.change[i] = (float) (StrictMath.pow(10, -i / 2) * (1 + 0.1 * random.nextGaussian()));
                trueSum[i] += replica.change[i];
            }
            WorkerResult result = result(state, Tasks.of(round, new ModelState(NETWORK, start, NONE, 0)), Wire.INT8);
            state = result.state();
            float[] arrived = change(result);
            double largest = 0;
            for (int i = 0; i < LENGTH; i++) {
                arrivedSum[i] += arrived[i];
                largest = Math.max(largest, Math.abs(arrived[i]));
            }
            for (int i = 0; i < LENGTH; i++) {
                assertThat(arrivedSum[i])
                        .as("round %d, value %d", round, i)
                        .isCloseTo(trueSum[i], within(largest / 127));
            }
        }
        assertThat(trueSum[9]).isPositive();
    }

    @ParameterizedTest
    @EnumSource(
            value = Wire.class,
            names = {"FLOAT32", "FLOAT16"})
    void otherFormatsHaveNoErrorFeedback(Wire wire) {
        replica.momentsAfter = new float[2][LENGTH];
        replica.change = counted(0.3f);
        assertThat(residual(train(WorkerState.fresh(), Tasks.of(1, model()), wire)))
                .containsOnly(0);
    }

    @Test
    void resetMomentsBeginAtZeroInEveryRound() {
        StepSettings settings = settings(Inner.RESET, Wire.FLOAT32);
        replica.momentsAfter = new float[][] {counted(1), counted(100)};
        for (int round = 1; round <= 3; round++) {
            ModelState model = new ModelState(NETWORK, new float[LENGTH], NONE, 50L * round);
            WorkerResult result = Worker.train(
                    Tasks.of(round, model),
                    0,
                    WorkerState.empty(round - 1),
                    shard,
                    everything(shard),
                    replica,
                    settings,
                    () -> 0);
            assertThat(replica.loadedMoments).isDeepEqualTo(new float[][] {started(), started()});
            assertThat(replica.loadedUpdates).isZero();
            assertThat(result.contribution().moments()).isEmpty();
        }
    }

    private static final float[][] NONE = {};
    /** What the moments of a rule begin at. */
    private static final float START = 0.25f;

    private static ModelState model() {
        return new ModelState(NETWORK, new float[LENGTH], NONE, 0);
    }

    /** After one round with random moments and a residual. */
    private WorkerState trained(SplitMix64 random) {
        replica.momentsAfter = new float[2][LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            replica.momentsAfter[0][i] = (float) random.nextGaussian();
            replica.momentsAfter[1][i] = (float) random.nextDouble();
            replica.change[i] = (float) random.nextGaussian();
        }
        return train(WorkerState.fresh(), Tasks.of(1, model()), Wire.INT8);
    }

    private WorkerState train(WorkerState before, RoundTask task, Wire wire) {
        return result(before, task, wire).state();
    }

    private WorkerResult result(WorkerState before, RoundTask task, Wire wire) {
        return Worker.train(task, 0, before, shard, everything(shard), replica, settings(Inner.KEEP, wire), () -> 0);
    }

    private static StepSettings settings(Inner inner, Wire wire) {
        return new StepSettings(1, 4, 1, new Moments(2, START), inner, wire, false);
    }

    private static SelectedRows everything(Shard shard) {
        return SelectedRows.of(shard, Selection.all(1, shard.rows()), SelectedRows.RowScores.NONE, 0);
    }

    private static float[] started() {
        float[] moment = new float[LENGTH];
        Arrays.fill(moment, START);
        return moment;
    }

    private static float[] change(WorkerResult result) {
        float[] change = new float[result.contribution().change().length()];
        result.contribution().change().unpack(change);
        return change;
    }

    private static float[] residual(WorkerState state) {
        float[] residual = new float[LENGTH];
        state.addResidual(residual);
        return residual;
    }

    private static float[] counted(float first) {
        float[] values = new float[LENGTH];
        IntStream.range(0, LENGTH).forEach(i -> values[i] = first + i);
        return values;
    }

    private static float[] masked(float[] values) {
        values[1] = 0;
        values[4] = 0;
        values[7] = 0;
        return values;
    }

    private static byte[] written(WorkerState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.write(bytes);
        return bytes.toByteArray();
    }
}
