package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.constraint.KeptUnits;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.dl4j.PlannedNetwork;
import io.espalier.importance.ScoreTable;
import io.espalier.importance.Selection;
import io.espalier.network.Network;
import io.espalier.run.RoundRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.schedule.ScheduleSnapshot;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Cursor;
import io.espalier.trainer.LearningRates;
import io.espalier.trainer.LocalBackend;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.ScoreMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backend on Spark against the one-thread reference, and with data and tasks that get lost. */
class SparkBackendIT {
    private static final TrainingPlan PLAN = Backends.digits();

    private static Backends backends;

    @TempDir
    static Path directory;

    private static float[] reference;
    private static List<Long> referenceSelection;
    private static ScoreTable referenceScores;
    private static RunTables referenceTables;

    /** Once on Spark, and on the same shards in this thread. */
    @BeforeAll
    static void trainReference() {
        // Which worker a task is of shows in its partition.
        backends = new Backends(LocalSpark.withoutStandingTasks(2), directory, new Dl4jReplicaFactory());
        referenceTables = backends.tables("reference");
        try (SparkBackend backend = backends.open("reference", PLAN);
                LocalBackend local = backends.local("reference", PLAN, backend)) {
            reference = Training.weights(PLAN, local);
            referenceSelection = local.writtenSelection();
            referenceScores = local.scores();
            assertThat(Training.weights(PLAN, backend)).isEqualTo(reference);
        }
    }

    @AfterAll
    static void stopSpark() {
        backends.spark().close();
    }

    @Test
    void scoresTableHasTheReferencesScoreOfEveryTrainingExampleOnce() {
        Dataset<Row> table = backends.read(referenceTables.scores());
        assertThat(table.schema().toDDL()).isEqualTo("example_id BIGINT,label STRING,el2n DOUBLE");
        List<Row> rows = table.collectAsList();
        assertThat(rows).hasSize(referenceScores.size()).hasSize(1259);
        Map<Long, Row> byId = new HashMap<>();
        rows.forEach(row -> byId.put(row.getLong(0), row));
        assertThat(byId).hasSameSizeAs(rows);
        for (int row = 0; row < referenceScores.size(); row++) {
            Row written = byId.get(referenceScores.id(row));
            assertThat(written.getString(1)).isEqualTo(Integer.toString(referenceScores.label(row)));
            assertThat(written.getDouble(2)).isEqualTo(referenceScores.score(row));
        }
    }

    /** As with more examples than the driver holds scores of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ccs",
                "top",
                "weighted",
                "class_balanced",
                "{method: el2n, selection: ccs, random_fraction: 0.3}"
            })
    void runWhoseScoresStayWithTheShardsKeepsTheSameExamples(String importance) {
        String value = importance.startsWith("{") ? importance : "{method: el2n, selection: " + importance + "}";
        TrainingPlan plan = Backends.digits("importance=" + value);
        List<float[]> weights = new ArrayList<>();
        List<Set<Row>> kept = new ArrayList<>();
        for (int gathered : new int[] {ScoreMemory.GATHERED_ROWS, 0}) {
            String run = "gathered-" + gathered + "-" + Math.abs(importance.hashCode());
            try (SparkBackend backend = backends.openGathering(gathered, run, plan)) {
                weights.add(Training.weights(plan, backend));
                kept.add(Set.copyOf(
                        backends.read(backends.tables(run).selection()).collectAsList()));
            }
        }
        assertThat(kept.get(1)).isNotEmpty().isEqualTo(kept.get(0));
        assertThat(weights.get(1)).isEqualTo(weights.get(0));
    }

    @Test
    void selectionTableHasTheReferencesSelection() {
        Dataset<Row> table = backends.read(referenceTables.selection());
        assertThat(table.schema().toDDL()).isEqualTo("example_id BIGINT,weight DOUBLE");
        List<Row> rows = table.collectAsList();
        assertThat(rows).extracting(row -> row.getLong(0)).containsExactlyInAnyOrderElementsOf(referenceSelection);
        assertThat(rows).extracting(row -> row.getDouble(1)).containsOnly(1.0);
        // floor(0.6 * 1259)
        assertThat(rows).hasSize(755);
    }

    @Test
    void lostShardsArePackedAgainAndGiveTheSameBits() {
        List<Integer> lost = new ArrayList<>();
        float[] weights = train("lost", new Dl4jReplicaFactory(), round -> {
            // Of the second round and of the last one before the examples are scored.
            if (round.round() == 2 || round.round() == 3) {
                Backends.loseShards("lost", PLAN);
                lost.add(round.round());
            }
        });
        assertThat(lost).containsExactly(2, 3);
        assertThat(weights).isEqualTo(reference);
    }

    @Test
    void taskThatFailsOnceIsTriedAgainAndGivesTheSameBits() {
        FailingFactory.failWith(attempt -> attempt == 1 ? Optional.of("no step today") : Optional.empty());
        assertThat(train("once", new FailingFactory(), round -> {})).isEqualTo(reference);
        assertThat(FailingFactory.FAILURES).hasValue(1);
    }

    @Test
    void taskThatFailsInTheSameWayThreeTimesEndsTheRunAndNamesItsWorker() {
        FailingFactory.failWith(attempt -> Optional.of("no step today"));
        assertThatThrownBy(() -> train("always", new FailingFactory(), round -> {}))
                .isInstanceOf(TaskFailedException.class)
                .hasMessage("Worker 1 failed 3 times in the same way: java.lang.IllegalStateException: no step today;"
                        + " the log of its executor has the stack trace; remove the cause and continue the run with"
                        + " --resume always");
        assertThat(FailingFactory.FAILURES).hasValue(3);
    }

    @Test
    void taskThatFailsInDifferentWaysEndsTheRunAtSparksOwnLimit() {
        FailingFactory.failWith(attempt -> Optional.of("no step at attempt " + attempt));
        assertThatThrownBy(() -> train("different", new FailingFactory(), round -> {}))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageStartingWith("Worker 1 failed 4 times, at last with java.lang.IllegalStateException: "
                        + "no step at attempt 4; ");
        assertThat(FailingFactory.FAILURES).hasValue(4);
    }

    @Test
    void batchLargerThanTheShardsIsTheWholeShard() {
        // 1259 training examples are 420, 420 and 419.
        float[] whole = trainWithBatch("whole", 420);
        assertThat(trainWithBatch("million", 1_000_000)).isEqualTo(whole);
    }

    @Test
    void batchesThatDoNotFitIntoTheHeapAreRefusedWithWhatWouldFit() {
        try (SparkBackend backend = backends.open("memory", PLAN)) {
            Network network = PlannedNetwork.of(PLAN, backend.data()).network();
            backend.requireMemory(network, 512 << 10);
            // Half of 64 kB for two tasks: 63 rows of 4 x 65 bytes, one of them for the example that joins a batch.
            assertThatThrownBy(() -> backend.requireMemory(network, 64 << 10))
                    .isInstanceOf(UserException.class)
                    .hasMessage("importance.batch must be at most 62 for rows of 64 features, 2 tasks at a time and a"
                            + " heap of 64 kB: 256");
            assertThatThrownBy(() -> backend.requireMemory(network, 16 << 10))
                    .isInstanceOf(UserException.class)
                    .hasMessage("training.batch must be at most 14 for rows of 64 features, 2 tasks at a time and a"
                            + " heap of 16 kB: 32");
        }
    }

    @Test
    void heapThatTheMachineCantHoldIsRefusedWithTheOneThatItCan() {
        try (SparkBackend backend = backends.open("machine", PLAN)) {
            Network network = PlannedNetwork.of(PLAN, backend.data()).network();
            assertThatThrownBy(() -> backend.requireMemory(network, 1L << 50))
                    .isInstanceOf(UserException.class)
                    // 2^30 MB and 400 MB, and two replicas that are far below 1 MB.
                    .hasMessageMatching("A run needs 1073742225 MB of memory for the driver \\(heap 1073741824 MB"
                            + " \\+ 2 tasks x 1 MB \\+ 400 MB\\); (the machine|the control group on) \\S+ (has|allows) \\d+ MB;"
                            + " set ESPALIER_HEAP=\\d+00m, or make the network smaller");
        }
    }

    @Test
    void featuresAreGivenAsTheyWereBeforeScaling() {
        Set<Long> ids = new HashSet<>(referenceSelection.subList(0, 3));
        try (SparkBackend backend = backends.open("features", PLAN)) {
            Map<Long, float[]> features = backend.features(ids);
            assertThat(features.keySet()).isEqualTo(ids);
            // Pixels of the digits are whole numbers from 0 to 16.
            for (float[] values : features.values()) {
                assertThat(values).hasSize(64);
                for (float value : values) {
                    assertThat(value).isBetween(0f, 16f).isEqualTo((float) (int) value);
                }
            }
        }
    }

    /** With dl4j-spark's master: Spark's own tasks can't have data made again. */
    @Test
    void dataThatGetsLostBetweenTheBatchesOfARoundEndsTheRunInOneLine() {
        try (SparkBackend backend = backends.open("batches", PLAN)) {
            Network network = PlannedNetwork.of(PLAN, backend.data()).network();
            RoundTask task = new RoundTask(
                    1,
                    0,
                    new ScheduleSnapshot(1, 0, Map.of(), 0),
                    new ModelState(network, new float[network.layout().length()], new float[0][], 0),
                    KeptUnits.all(network),
                    List.of(),
                    new LearningRates(0.1),
                    List.of(Cursor.START, Cursor.START, Cursor.START),
                    Selection.all(0, (int) backend.data().trainExamples()));
            assertThatThrownBy(() -> backend.withBatches(task, Batch::rows, batches -> {
                        Backends.loseShards("batches", PLAN);
                        return batches.collect();
                    }))
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "Packed data was lost with its executor in the middle of a round, which can't be made good"
                                    + " with averaging.master: dl4j; continue the run with --resume batches");
        }
    }

    private static float[] trainWithBatch(String run, int batch) {
        TrainingPlan plan = Backends.digits("training.batch=" + batch);
        try (SparkBackend backend = backends.open(run, plan)) {
            return Training.weights(plan, backend);
        }
    }

    private static float[] train(String run, ReplicaFactory factory, Consumer<RoundRecord> afterRound) {
        try (SparkBackend backend = backends.open(run, PLAN, factory)) {
            return Training.weights(PLAN, backend, afterRound);
        }
    }
}
