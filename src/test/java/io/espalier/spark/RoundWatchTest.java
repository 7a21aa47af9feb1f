package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.AveragingPlan.Wire;
import io.espalier.run.Incidents;
import io.espalier.run.Incidents.Straggler;
import io.espalier.spark.task.Ran;
import io.espalier.trainer.Contribution;
import io.espalier.trainer.Cursor;
import io.espalier.trainer.PackedChange;
import io.espalier.trainer.WorkerReport;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerBlockManagerRemoved;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.apache.spark.storage.BlockManagerId;
import org.junit.jupiter.api.Test;
import scala.Option;

class RoundWatchTest {
    private final RoundWatch watch = new RoundWatch();

    @Test
    void quietRoundsHaveNoIncidents() {
        assertThat(watch.incidents(runs(List.of("a", "b"), 10, 19))).isEqualTo(Incidents.NONE);
        assertThat(watch.incidents(runs(List.of("a", "b"), 19, 10))).isEqualTo(Incidents.NONE);
    }

    @Test
    void workersOnAnotherExecutorThanBeforeHaveMoved() {
        watch.incidents(runs(List.of("a", "b", "a"), 1, 1, 1));
        assertThat(watch.incidents(runs(List.of("b", "b", "c"), 1, 1, 1)).movedWorkers())
                .isEqualTo(2);
        assertThat(watch.incidents(runs(List.of("b", "b", "c"), 1, 1, 1)).movedWorkers())
                .isZero();
    }

    @Test
    void whatWasMadeAgainIsCountedOnceForTheNextRound() {
        watch.repacked(2);
        watch.repacked(1);
        watch.replayed(4);
        watch.failed();
        Incidents incidents = watch.incidents(runs(List.of("a"), 1));
        assertThat(incidents.repackedPieces()).isEqualTo(3);
        assertThat(incidents.replayedRounds()).isEqualTo(4);
        assertThat(incidents.failedTasks()).isEqualTo(1);
        assertThat(watch.incidents(runs(List.of("a"), 1))).isEqualTo(Incidents.NONE);
    }

    @Test
    void copiesThatSparkStartsAreCounted() {
        watch.onTaskStart(started(false));
        watch.onTaskStart(started(true));
        watch.onTaskStart(started(true));
        assertThat(watch.incidents(runs(List.of("a"), 1)).speculativeCopies()).isEqualTo(2);
        assertThat(watch.incidents(runs(List.of("a"), 1))).isEqualTo(Incidents.NONE);
    }

    @Test
    void executorsThatJoinAreKnownAlsoWhenTheyAreLostAgain() {
        watch.onBlockManagerAdded(added("2", 40002));
        watch.onBlockManagerAdded(added("1", 40001));
        watch.onBlockManagerRemoved(
                new SparkListenerBlockManagerRemoved(0, BlockManagerId.apply("2", "host", 40002, Option.empty())));
        assertThat(watch.joined()).containsExactly("host:40001", "host:40002");
    }

    private static SparkListenerBlockManagerAdded added(String executor, int port) {
        return new SparkListenerBlockManagerAdded(
                0, BlockManagerId.apply(executor, "host", port, Option.empty()), 0, Option.empty(), Option.empty());
    }

    private static SparkListenerTaskStart started(boolean speculative) {
        return new SparkListenerTaskStart(0, 0, new TaskInfo(0, 0, 0, 0, 0, "1", "a", TaskLocality.ANY(), speculative));
    }

    @Test
    void stragglerTakesTwiceAsLongAsTheMedian() {
        assertThat(RoundWatch.straggler(runs(List.of("a", "b", "c"), 10, 30, 12)))
                .contains(new Straggler(1, "b", 2.5));
        assertThat(RoundWatch.straggler(runs(List.of("a", "b", "c"), 10, 23, 12)))
                .isEmpty();
        assertThat(RoundWatch.straggler(runs(List.of("a", "b", "c"), 10, 24, 12)))
                .contains(new Straggler(1, "b", 2));
    }

    @Test
    void ofTwoWorkersTheFasterOneIsTheMeasure() {
        assertThat(RoundWatch.straggler(runs(List.of("a", "b"), 30, 10))).contains(new Straggler(0, "a", 3));
    }

    @Test
    void oneWorkerAndIdleWorkersAreNoStragglers() {
        assertThat(RoundWatch.straggler(runs(List.of("a"), 10))).isEmpty();
        assertThat(RoundWatch.straggler(runs(List.of("a", "b"), 0, 10))).isEmpty();
    }

    private static List<Ran> runs(List<String> locations, long... nanos) {
        List<Ran> runs = new ArrayList<>();
        for (int worker = 0; worker < nanos.length; worker++) {
            Contribution none =
                    new Contribution(worker, 1, PackedChange.of(Wire.FLOAT32, new float[1]), new float[0][]);
            runs.add(new Ran(
                    0,
                    locations.get(worker),
                    new WorkerReport(none, Cursor.START, new float[0], 1, 1, 1, 1, nanos[worker])));
        }
        return runs;
    }
}
