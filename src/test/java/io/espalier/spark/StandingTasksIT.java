package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.spark.task.Delivery;
import io.espalier.spark.task.Outcome;
import io.espalier.spark.task.PieceTask;
import io.espalier.spark.task.Placed;
import io.espalier.spark.task.Slice;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockManagerId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that stay on two threads, and what ends them. */
@Timeout(60)
class StandingTasksIT {
    /** Bytes of blocks that Spark itself keeps of a job. */
    private static final int SPARKS_OWN = 100_000;

    private static LocalSpark spark;
    private static JavaSparkContext context;
    private static String here;

    /** In this JVM, whatever copies of tasks are made. */
    private static CountDownLatch begun = new CountDownLatch(0);

    private static CountDownLatch goOn = new CountDownLatch(0);
    private static final Map<Long, Boolean> ATTEMPTS = new ConcurrentHashMap<>();

    private StandingTasks tasks;

    @BeforeAll
    static void startSpark() {
        spark = new LocalSpark(2);
        context = JavaSparkContext.fromSparkContext(spark.session().sparkContext());
        BlockManagerId node = context.env().blockManager().blockManagerId();
        here = Placed.location(node.host(), node.executorId());
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    @BeforeEach
    void open() {
        tasks = new StandingTasks(context, Duration.ofSeconds(2));
        ATTEMPTS.clear();
    }

    @AfterEach
    void close() {
        tasks.close();
    }

    @Test
    void twoTasksOfSparkDoTheWorkOfManyJobs() {
        assertThat(tasks.stand(Map.of(here, 2))).isTrue();
        for (int job = 0; job < 20; job++) {
            assertThat(values(tasks.run(pieces(3), square()))).containsExactly(0, 1, 4);
        }
        assertThat(ATTEMPTS).hasSize(2);
        tasks.dismiss();
        assertThat(tasks.run(pieces(3), square())).isEmpty();
    }

    /** Large values lie as blocks in Spark's memory while somebody may need them, and not longer. */
    @Test
    void largeTasksAndOutcomesLeaveNothingBehind() {
        long before = context.env().memoryManager().storageMemoryUsed();
        assertThat(tasks.stand(Map.of(here, 2))).isTrue();
        for (int job = 0; job < 5; job++) {
            float[] weights = new float[500_000];
            float twice = 2 * job + 1f;
            Arrays.fill(weights, twice / 2);
            List<float[]> doubled = tasks.run(pieces(3), doubled(weights)).orElseThrow().stream()
                    .map(outcome -> outcome.<float[]>fold(value -> value, missing -> null, failure -> null))
                    .toList();
            assertThat(doubled)
                    .hasSize(3)
                    .allSatisfy(values -> assertThat(values).hasSize(500_000).containsOnly(twice));
            assertThat(context.env().memoryManager().storageMemoryUsed() - before)
                    .isLessThan(2 * 2_000_000 + SPARKS_OWN);
        }
        tasks.dismiss();
        try (Delivery last = Delivery.of(new float[100_000])) {
            assertThat(last.note()).hasSizeLessThan(200);
        }
        assertThat(context.env().memoryManager().storageMemoryUsed() - before).isLessThan(SPARKS_OWN);
    }

    private static PieceTask<float[]> doubled(float[] weights) {
        return piece -> {
            float[] values = weights.clone();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 2;
            }
            return Outcome.done(values);
        };
    }

    @Test
    void nothingIsDoneWhereNoTaskStands() {
        assertThat(tasks.run(pieces(1), square())).isEmpty();
        assertThat(tasks.stand(Map.of(here, 1))).isTrue();
        assertThat(tasks.run(List.of(new Placed(new Slice(Part.TRAIN, 0), "executor_elsewhere_1", 0)), square()))
                .isEmpty();
    }

    @Test
    void lostTaskEndsTheWorkAndOthersStandAfterwards() throws Exception {
        assertThat(tasks.stand(Map.of(here, 2))).isTrue();
        begun = new CountDownLatch(2);
        goOn = new CountDownLatch(1);
        Future<Optional<List<Outcome<Integer>>>> work = inBackground(() -> tasks.run(pieces(2), patient()));
        begun.await();
        context.cancelAllJobs();
        while (context.statusTracker().getActiveJobIds().length > 0) {
            Thread.sleep(10);
        }
        goOn.countDown();
        assertThat(work.get(20, TimeUnit.SECONDS)).isEmpty();

        assertThat(tasks.stand(Map.of(here, 2))).isTrue();
        assertThat(values(tasks.run(pieces(2), square()))).containsExactly(0, 1);
    }

    /** As where the driver's memory runs out: no task may wait for ever for an answer, and hold its slot. */
    @Test
    void outcomeThatCannotBeReadEndsTheWorkAndFreesTheSlots() {
        assertThat(tasks.stand(Map.of(here, 2))).isTrue();
        assertThatThrownBy(() -> tasks.run(pieces(2), piece -> Outcome.done(new Unreadable())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not to be read");

        assertThat(context.parallelize(List.of(1, 2), 2).count()).isEqualTo(2);
        assertThat(tasks.stand(Map.of(here, 2))).isTrue();
        assertThat(values(tasks.run(pieces(2), square()))).containsExactly(0, 1);
    }

    private static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("not to be read");
        }
    }

    @Test
    void jobOfSomebodyElseGetsTheSlots() {
        assertThat(tasks.stand(Map.of(here, 2))).isTrue();
        assertThat(context.parallelize(List.of(1, 2, 3), 3).count()).isEqualTo(3);
        assertThat(tasks.stand(Map.of(here, 2))).isTrue();
    }

    @Test
    void jobOfSomebodyElseGetsTheSlotsAfterTheWork() throws Exception {
        assertThat(tasks.stand(Map.of(here, 2))).isTrue();
        begun = new CountDownLatch(2);
        goOn = new CountDownLatch(1);
        Future<Optional<List<Outcome<Integer>>>> work = inBackground(() -> tasks.run(pieces(2), patient()));
        begun.await();
        Future<Long> other =
                inBackground(() -> context.parallelize(List.of(1, 2), 2).count());
        Thread.sleep(500);
        assertThat(other.isDone()).isFalse();
        goOn.countDown();
        assertThat(values(work.get(20, TimeUnit.SECONDS))).containsExactly(0, 1);
        assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void noneStandsWhereSlotsAreTaken() throws Exception {
        begun = new CountDownLatch(1);
        goOn = new CountDownLatch(1);
        Future<Long> other = inBackground(() -> context.parallelize(List.of(1), 1)
                .map(value -> {
                    begun.countDown();
                    goOn.await();
                    return value;
                })
                .count());
        begun.await();
        assertThat(tasks.stand(Map.of(here, 2))).isFalse();
        goOn.countDown();
        assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        // Not asked for again at once.
        assertThat(tasks.stand(Map.of(here, 2))).isFalse();
    }

    private static <T> Future<T> inBackground(java.util.concurrent.Callable<T> work) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<T> future = thread.submit(work);
        thread.shutdown();
        return future;
    }

    private static List<Placed> pieces(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> new Placed(new Slice(Part.TRAIN, index), here, 0))
                .toList();
    }

    private static PieceTask<Integer> square() {
        return piece -> {
            ATTEMPTS.put(TaskContext.get().taskAttemptId(), true);
            return Outcome.done(piece.slice().index() * piece.slice().index());
        };
    }

    private static PieceTask<Integer> patient() {
        return piece -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Outcome.done(piece.slice().index());
        };
    }

    private static List<Integer> values(Optional<List<Outcome<Integer>>> outcomes) {
        return outcomes.orElseThrow().stream()
                .map(outcome -> outcome.<Integer>fold(
                        value -> value,
                        missing -> {
                            throw new IllegalStateException(missing.toString());
                        },
                        failure -> {
                            throw new IllegalStateException(failure.toString());
                        }))
                .toList();
    }
}
