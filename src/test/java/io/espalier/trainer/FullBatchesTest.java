package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.constraint.KeptUnits;
import io.espalier.importance.Selection;
import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.AveragingPlan.Wire;
import io.espalier.schedule.ScheduleSnapshot;
import io.espalier.testing.ArrayShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FullBatchesTest {
    private static final long SEED = 7;
    private static final Network NETWORK = Networks.mlp(Shape.flat(1), List.of(2), Activation.RELU, 0, 3);

    @Test
    void epochEndIsJoinedToTheNextEpochsBeginning() {
        ShardOrder order = new ShardOrder(10, SEED, 1);
        List<Integer> expected = new ArrayList<>();
        IntStream.range(0, 10).forEach(position -> expected.add(order.row(0, position)));
        IntStream.range(0, 2).forEach(position -> expected.add(order.row(1, position)));

        assertThat(rows(batches(10, 4, 3, Cursor.START))).isEqualTo(expected);
    }

    @Test
    void goOnWhereTheCursorStands() {
        List<Integer> whole = rows(batches(10, 4, 6, Cursor.START));
        Cursor middle = FullBatches.after(Cursor.START, 12, 10);

        assertThat(middle).isEqualTo(new Cursor(1, 2));
        assertThat(rows(batches(10, 4, 3, middle))).isEqualTo(whole.subList(12, 24));
    }

    @Test
    void cursorAtTheEndOfAnEpochIsTheBeginningOfTheNext() {
        assertThat(FullBatches.after(new Cursor(2, 10), 0, 10)).isEqualTo(new Cursor(3, 0));
        assertThat(FullBatches.after(new Cursor(0, 9), 21, 10)).isEqualTo(new Cursor(3, 0));
    }

    @Test
    void batchLargerThanTheShardHoldsItMoreThanOnce() {
        assertThat(rows(batches(3, 6, 1, Cursor.START))).containsOnly(0, 1, 2).hasSize(6);
    }

    @Test
    void roundHasNoMoreBatchesThanSteps() {
        FullBatches batches = batches(10, 4, 1, Cursor.START);
        assertThat(batches.next().rows()).isEqualTo(4);
        assertThat(batches.hasNext()).isFalse();
        assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void roundThatSomeoneElseAveragedCountsEachWorkerAlike() {
        RoundTask task = task(3, List.of(Cursor.START, new Cursor(1, 5)));
        float[] after = task.model().parameters().clone();
        after[0] += 0.5f;
        RoundOutcome outcome = RoundOutcome.averaged(
                task, new ModelState(NETWORK, after, new float[0][], 3), new int[] {10, 11}, 12, 0.25, 2);

        assertThat(outcome.parameters(task, new OuterStep.Average(), new float[0]))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(after);
        assertThat(outcome.cursors()).containsExactly(new Cursor(1, 2), new Cursor(2, 6));
        assertThat(outcome.examples()).isEqualTo(24);
        assertThat(outcome.loss()).isEqualTo(0.25);
        assertThat(outcome.computeSeconds()).isEqualTo(2);
        assertThat(outcome.bytesUp()).isEqualTo(2L * Float.BYTES * after.length);
    }

    private static FullBatches batches(int shardRows, int batch, int steps, Cursor cursor) {
        return new FullBatches(
                task(steps, List.of(Cursor.START, cursor)),
                1,
                ArrayShard.numbered(shardRows),
                new Worker.StepSettings(SEED, batch, 1, Moments.none(), Inner.AVERAGE, Wire.FLOAT32, false));
    }

    private static RoundTask task(int steps, List<Cursor> cursors) {
        return new RoundTask(
                1,
                0,
                new ScheduleSnapshot(1, 0, Map.of(), 0),
                new ModelState(NETWORK, InitialWeights.of(NETWORK, SEED), new float[0][], 0),
                KeptUnits.all(NETWORK),
                List.of(),
                new LearningRates(new double[steps]),
                cursors,
                Selection.all(0, 21));
    }

    /** The one feature of a row is its number. */
    private static List<Integer> rows(FullBatches batches) {
        List<Integer> rows = new ArrayList<>();
        while (batches.hasNext()) {
            Batch batch = batches.next();
            for (int row = 0; row < batch.rows(); row++) {
                rows.add((int) batch.features()[row]);
            }
        }
        return rows;
    }
}
