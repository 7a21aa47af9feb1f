package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.constraint.KeptUnits;
import io.espalier.importance.Selection;
import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.AveragingPlan.Wire;
import io.espalier.schedule.ScheduleSnapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundOutcomeTest {
    /** Two weights and two biases. */
    private static final Network NETWORK = Networks.mlp(Shape.flat(1), List.of(), Activation.RELU, 0, 2);

    private static final Reduction.Mean NOTHING = new Reduction.Mean(new float[4], new float[2][4]);

    @Test
    void countsAreSummedAndTimesAreTheSlowestWorkers() {
        Cursor first = new Cursor(0, 9);
        Cursor second = new Cursor(1, 2);
        RoundOutcome outcome = RoundOutcome.of(
                task(10),
                NOTHING,
                List.of(report(0, first, 30, 12, 6, 2_000_000_000L), report(1, second, 10, 8, 9, 3_500_000_000L)),
                0.25);
        assertThat(outcome.examples()).isEqualTo(20);
        // The mean over presented examples, not over workers: (6 + 9) / 20.
        assertThat(outcome.loss()).isEqualTo(0.75);
        assertThat(outcome.computeSeconds()).isCloseTo(3.5, within(1e-12));
        assertThat(outcome.schedulingSeconds()).isEqualTo(0.25);
        assertThat(outcome.cursors()).containsExactly(first, second);
        // 4 parameters and two moments of 4 each, 4 bytes, each way and worker
        assertThat(outcome.bytesDown()).isEqualTo(2 * 48);
        assertThat(outcome.bytesUp()).isEqualTo(2 * 48);
    }

    @Test
    void lossOfOneWorkerThatIsNotANumberIsTheRounds() {
        RoundOutcome outcome = RoundOutcome.of(
                task(1),
                NOTHING,
                List.of(report(0, Cursor.START, 1, 8, Double.NaN, 1), report(1, Cursor.START, 1, 8, 2, 1)),
                0);
        assertThat(outcome.loss()).isNaN();
    }

    @Test
    void workersWithoutExamplesDoNotDiluteTheLoss() {
        RoundOutcome outcome = RoundOutcome.of(
                task(1), NOTHING, List.of(report(0, Cursor.START, 0, 0, 0, 0), report(1, Cursor.START, 5, 8, 4, 1)), 0);
        assertThat(outcome.loss()).isEqualTo(0.5);
        assertThat(outcome.examples()).isEqualTo(8);
    }

    @Test
    void taskHasAsManyStepsAsLearningRates() {
        assertThat(task(7).steps()).isEqualTo(7);
    }

    @Test
    void learningRatesAreCopiedInAndGivenInOrder() {
        double[] values = {0.5, 0.25};
        LearningRates rates = new LearningRates(values);
        values[0] = 9;
        assertThat(rates.count()).isEqualTo(2);
        assertThat(rates.of(0)).isEqualTo(0.5);
        assertThat(rates.of(1)).isEqualTo(0.25);
    }

    @Test
    void presentedFractionIsThatOfAllWorkersTogether() {
        // Reports say that an epoch presents half of the kept rows, rounded down: 3 of 7 and 0 of 1.
        List<WorkerReport> both = List.of(report(0, Cursor.START, 7, 1, 1, 1), report(1, Cursor.START, 1, 1, 1, 1));
        assertThat(RoundOutcome.of(task(1), NOTHING, both, 0).presentedFraction())
                .isEqualTo(3 / 8.0);
        List<WorkerReport> one = List.of(report(0, Cursor.START, 1, 1, 1, 1));
        assertThat(RoundOutcome.of(task(1), NOTHING, one, 0).presentedFraction())
                .as("of at least one example")
                .isEqualTo(1);
    }

    private static WorkerReport report(
            int worker, Cursor cursor, long weight, long examples, double lossSum, long nanos) {
        Contribution contribution =
                new Contribution(worker, weight, PackedChange.of(Wire.FLOAT32, new float[4]), new float[2][4]);
        return new WorkerReport(contribution, cursor, new float[0], weight, weight / 2, examples, lossSum, nanos);
    }

    private static RoundTask task(int steps) {
        ModelState start = new ModelState(NETWORK, new float[4], new float[2][4], 0);
        return new RoundTask(
                1,
                0,
                new ScheduleSnapshot(1, 0, Map.of(), 0),
                start,
                KeptUnits.all(NETWORK),
                List.of(),
                new LearningRates(new double[steps]),
                List.of(Cursor.START, Cursor.START),
                Selection.all(1, 40));
    }
}
