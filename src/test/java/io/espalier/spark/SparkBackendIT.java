package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.config.JobFile;
import io.espalier.constraint.KeptUnits;
import io.espalier.data.ShardFile;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.dl4j.PlannedNetwork;
import io.espalier.importance.ScoreTable;
import io.espalier.importance.Selection;
import io.espalier.network.Network;
import io.espalier.run.RoundRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.run.UpdaterPlan;
import io.espalier.schedule.ScheduleSnapshot;
import io.espalier.spark.task.Admission;
import io.espalier.spark.task.ExecutorNode;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Cursor;
import io.espalier.trainer.FeatureSums;
import io.espalier.trainer.InitialWeights;
import io.espalier.trainer.LearningRates;
import io.espalier.trainer.LocalBackend;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.ScoreMemory;
import io.espalier.trainer.ScoreSettings;
import io.espalier.trainer.Scorer;
import io.espalier.trainer.Shard;
import io.espalier.trainer.TrainingBackend.Part;
import io.espalier.trainer.WorkerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backend on Spark against the one-thread reference, and with data and tasks that get lost. */
class SparkBackendIT {
    private static final String JOB =
            """
            data: {source: digits}
            network: {kind: mlp, hidden: [16]}
            training: {workers: 3, batch: 32, budget: {steps: 24}, steps_per_round: 4, evaluations: 2}
            phases: [{baseline: 0.5}, {hybrid: 0.25}, {constrained: 0.25}]
            importance: {rounds: 1, full_data_fraction: 0}
            """;
    private static final TrainingPlan PLAN = JobFile.parse(JOB, "job.yaml", List.of());

    private static LocalSpark spark;

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
        spark = LocalSpark.withoutStandingTasks(2);
        referenceTables = tables("reference");
        try (SparkBackend backend = open("reference", new Dl4jReplicaFactory(), referenceTables);
                LocalBackend local = new LocalBackend(
                        PLAN,
                        backend.data(),
                        shards("reference", backend),
                        new Dl4jReplicaFactory(),
                        System::nanoTime)) {
            reference = Training.weights(PLAN, local);
            referenceSelection = local.writtenSelection();
            referenceScores = local.scores();
            assertThat(Training.weights(PLAN, backend)).isEqualTo(reference);
        }
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    @Test
    void scoresTableHasTheReferencesScoreOfEveryTrainingExampleOnce() {
        Dataset<Row> table =
                spark.session().read().parquet(referenceTables.scores().toString());
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
        TrainingPlan plan = JobFile.parse(JOB, "job.yaml", List.of("importance=" + value));
        List<float[]> weights = new ArrayList<>();
        List<Set<Row>> kept = new ArrayList<>();
        for (int gathered : new int[] {ScoreMemory.GATHERED_ROWS, 0}) {
            String run = "gathered-" + gathered + "-" + Math.abs(importance.hashCode());
            try (SparkBackend backend = openGathering(gathered, run, plan)) {
                weights.add(Training.weights(plan, backend));
                kept.add(rows(tables(run).selection()));
            }
        }
        assertThat(kept.get(1)).isNotEmpty().isEqualTo(kept.get(0));
        assertThat(weights.get(1)).isEqualTo(weights.get(0));
    }

    private static SparkBackend openGathering(int gathered, String run, TrainingPlan plan) {
        return SparkBackend.open(
                JobOwner.resumable(run),
                plan,
                Admission.ANY,
                new Dl4jReplicaFactory(),
                spark.session(),
                tables(run),
                System::currentTimeMillis,
                new SparkBackend.Limits(Long.MAX_VALUE, gathered));
    }

    @Test
    void selectionTableHasTheReferencesSelection() {
        Dataset<Row> table =
                spark.session().read().parquet(referenceTables.selection().toString());
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
                loseShards("lost");
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

    /** As where an executor has another directory under the run directory's name. */
    @Test
    void scoresOfWhichFilesAreMissingAreRefused() throws IOException {
        RunTables tables = tables("partial");
        try (SparkBackend backend = open("partial", new Dl4jReplicaFactory(), tables)) {
            PlannedNetwork planned = PlannedNetwork.of(PLAN, backend.data());
            int examples = backend.score(
                            planned.network(), List.of(planned.start().parameters()))
                    .size();
            assertThat(examples).isEqualTo((int) backend.data().trainExamples());
        }
        try (Stream<Path> files = Files.list(tables.scores())) {
            Files.delete(files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow());
        }
        try (SparkBackend backend = open("resumed", new Dl4jReplicaFactory(), tables)) {
            assertThatThrownBy(backend::readScores)
                    .isInstanceOf(UserException.class)
                    .hasMessageMatching(".* can't read " + tables.scores()
                            + ": it does not have the scores of the \\d+ examples of a shard as they were written: files"
                            + " were changed or removed, or an executor wrote them where others do not see them; let it"
                            + " reach the run directory, writable and with free space, and continue the run with"
                            + " --resume resumed");
        }
    }

    @Test
    void taskThatFailsWhileScoresAreWrittenEndsTheRunAtSparksOwnLimit() {
        FailingFactory.failWith("scores", attempt -> Optional.of("no scores today"));
        JobOwner scoring = new JobOwner("scoring", () -> "score again");
        try (SparkBackend backend = open(scoring, new FailingFactory(), tables("scoring"))) {
            PlannedNetwork planned = PlannedNetwork.of(PLAN, backend.data());
            assertThatThrownBy(() -> backend.score(
                            planned.network(), List.of(planned.start().parameters())))
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessage(
                            "Worker 1 failed 4 times, at last with java.lang.IllegalStateException: no scores today;"
                                    + " the log of its executor has the stack trace; remove the cause and score again");
        }
        assertThat(FailingFactory.FAILURES).hasValue(4);
        assertThat(directory.resolve("scoring-scores.writing")).doesNotExist();
    }

    @Test
    void scoresThatAreNotFiniteAreRefusedByMethodAndFirstIdsAndLeaveNoTable() {
        TrainingPlan plan = JobFile.parse(JOB, "job.yaml", List.of("importance={method: random, also: [loss, el2n]}"));
        RunTables tables = tables("infinite");
        try (SparkBackend backend = SparkBackend.open(
                JobOwner.resumable("infinite"),
                plan,
                Admission.ANY,
                new Dl4jReplicaFactory(),
                spark.session(),
                tables,
                System::currentTimeMillis)) {
            Network network = PlannedNetwork.of(plan, backend.data()).network();
            float[] weights = InitialWeights.of(network, 1);
            Arrays.fill(weights, Float.NaN);
            String first = IntStream.range(0, referenceScores.size())
                    .mapToObj(referenceScores::id)
                    .sorted()
                    .limit(3)
                    .map(id -> id + " (NaN)")
                    .collect(Collectors.joining(", "));

            assertThatThrownBy(() -> backend.score(network, List.of(weights)))
                    .isInstanceOf(UserException.class)
                    .hasMessage(tables.scores() + ": scores by loss must be finite numbers; 1259 are not, the first of"
                            + " examples " + first
                            + "; look at their features and at the weights of the network that scores");
            assertThat(tables.scores()).doesNotExist();
            assertThat(directory.resolve("infinite-scores.writing")).doesNotExist();
        }
    }

    /** The columns of several methods have the bits of each scored on its own in this thread, also when pieces get lost meanwhile. */
    @Test
    void severalMethodsAreColumnsOfOneTable() {
        TrainingPlan plan = JobFile.parse(
                JOB, "job.yaml", List.of("importance.also=[loss, margin, entropy, grand, prototype, random]"));
        RunTables tables = tables("several");
        try (SparkBackend backend = SparkBackend.open(
                JobOwner.resumable("several"),
                plan,
                Admission.ANY,
                new Dl4jReplicaFactory(),
                spark.session(),
                tables,
                System::currentTimeMillis)) {
            PlannedNetwork planned = PlannedNetwork.of(plan, backend.data());
            List<float[]> snapshots = List.of(planned.start().parameters(), InitialWeights.of(planned.network(), 77));
            Map<Long, double[]> expected = scored(plan, planned.network(), snapshots, shards("several", backend));
            loseShards("several");
            backend.writeScores(planned.network(), snapshots, backend.scaler());
            Dataset<Row> table = spark.session().read().parquet(tables.scores().toString());
            assertThat(table.columns())
                    .containsExactly(
                            "example_id", "label", "el2n", "loss", "margin", "entropy", "grand", "prototype", "random");
            List<Row> rows = table.collectAsList();
            assertThat(rows).hasSameSizeAs(expected.keySet()).hasSize(1259);
            for (Row row : rows) {
                double[] scores = expected.get(row.getLong(0));
                for (int method = 0; method < scores.length; method++) {
                    assertThat(row.getDouble(2 + method)).isEqualTo(scores[method]);
                }
            }
        }
    }

    private static Map<Long, double[]> scored(
            TrainingPlan plan, Network network, List<float[]> snapshots, Map<Part, List<Shard>> shards) {
        Map<Long, double[]> scores = new HashMap<>();
        try (Replica replica =
                new Dl4jReplicaFactory().create(network, plan.training().updater(), 32)) {
            ScoreSettings settings = ScoreSettings.of(plan);
            settings = settings.from(snapshots.stream()
                    .map(snapshot -> FeatureSums.prototypes(shards.get(Part.TRAIN).stream()
                            .map(shard -> Scorer.classSums(network, snapshot, shard, replica, 256))
                            .toList()))
                    .toList());
            for (Shard shard : shards.get(Part.TRAIN)) {
                double[][] columns = Scorer.scores(network, snapshots, shard, replica, settings, WorkerState.fresh());
                for (int row = 0; row < shard.rows(); row++) {
                    int at = row;
                    scores.put(
                            shard.id(row),
                            Arrays.stream(columns)
                                    .mapToDouble(column -> column[at])
                                    .toArray());
                }
            }
        }
        return scores;
    }

    /** Whatever the order of its rows and the number of its files, wherever the run keeps its scores, and although shards got lost. */
    @Test
    void scoresOfATableAreTakenAndWrittenAgain() {
        Path shuffled = directory.resolve("table-shuffled");
        spark.session()
                .read()
                .parquet(referenceTables.scores().toString())
                .repartition(7)
                .sortWithinPartitions("el2n")
                .write()
                .parquet(shuffled.toString());
        for (int gathered : new int[] {ScoreMemory.GATHERED_ROWS, 0}) {
            String run = "taken-" + gathered;
            try (SparkBackend backend = openGathering(gathered, run, PLAN)) {
                loseShards(run);
                backend.take(shuffled);
                assertThat(rows(tables(run).scores())).isEqualTo(rows(referenceTables.scores()));
                assertThat(tables(run).scores().resolveSibling("scores.given")).doesNotExist();
                assertThat(Training.weights(PLAN, backend)).isEqualTo(reference);
            }
        }
    }

    /** The ids of this job don't fit into a short: that they are no training examples is said of its values, not of its type. */
    @Test
    void idsOfATableMayBeOfAnyIntegerType() {
        Dataset<Row> scores =
                spark.session().read().parquet(referenceTables.scores().toString());
        for (String type : List.of("tinyint", "smallint", "int")) {
            Dataset<Row> narrow =
                    scores.limit(1).withColumn("example_id", functions.lit(7).cast(type));
            refusedTable(narrow, type).contains(" has the score of example_id 7, which is no training example");
        }
    }

    private static Set<Row> rows(Path table) {
        return Set.copyOf(spark.session().read().parquet(table.toString()).collectAsList());
    }

    @Test
    void tableThatDoesNotHaveOneFiniteScoreOfEachExampleIsRefused() {
        Dataset<Row> scores =
                spark.session().read().parquet(referenceTables.scores().toString());
        long first = referenceScores.id(0);
        Column id = functions.col("example_id");
        Dataset<Row> one = scores.filter(id.equalTo(first));
        refusedTable(scores.union(one), "two").endsWith(" has two scores of example_id " + first);
        refusedTable(scores.filter(id.notEqual(first)), "missing")
                .endsWith(" has no scores of 1 of 1259 training examples, the first of example_id " + first);
        refusedTable(scores.union(one.withColumn("example_id", functions.lit(7L))), "more")
                .endsWith(" has the score of example_id 7, which is no training example of this job: it is a table of"
                        + " other data");
        refusedTable(
                        scores.withColumn(
                                "el2n",
                                functions
                                        .when(id.equalTo(first), functions.lit(Double.NaN))
                                        .otherwise(functions.col("el2n"))),
                        "nan")
                .endsWith(
                        ": scores by el2n must be finite numbers; 1 is not, the first of examples " + first + " (NaN)");
        refusedTable(scores.withColumn("el2n", functions.when(id.notEqual(first), functions.col("el2n"))), "null")
                .endsWith(" has no value in column example_id or el2n of 1 row");
        refusedTable(scores.withColumnRenamed("el2n", "el2m"), "column")
                .endsWith(
                        " has no column el2n (importance.method); did you mean el2m? Columns: example_id, label, el2m");
        refusedTable(scores.withColumnRenamed("example_id", "id"), "id")
                .contains(" has no column example_id")
                .endsWith(" Columns: id, label, el2n");
        refusedTable(scores.withColumn("el2n", functions.lit("high")), "text")
                .endsWith(": column el2n must be a number: string");
        refusedTable(scores.drop("example_id"), "bare").endsWith(" has no column example_id. Columns: label, el2n");
    }

    /** The files of a table are those of two others, in the order of their names. */
    @Test
    void tableWithFilesOfTwoSchemasIsRefused() throws IOException {
        Dataset<Row> scores =
                spark.session().read().parquet(referenceTables.scores().toString());
        Path table = Files.createDirectory(directory.resolve("table-mixed"));
        int number = 0;
        for (Dataset<Row> part : List.of(scores, scores.withColumn("el2n", functions.lit("high")))) {
            Path written = directory.resolve("part-" + number++);
            part.coalesce(1).write().parquet(written.toString());
            try (Stream<Path> files = Files.list(written)) {
                Path file = files.filter(each -> each.toString().endsWith(".parquet"))
                        .findFirst()
                        .orElseThrow();
                Files.copy(file, table.resolve(number + ".parquet"));
            }
        }
        refusedTable(table, "mixed")
                .startsWith("Can't read the Parquet table ")
                .endsWith("2.parquet. Column: [el2n], Expected: double, Found: BINARY.");
    }

    /** Before a round is trained. */
    @Test
    void tableThatASelectionCantGoByIsRefused() {
        Dataset<Row> scores =
                spark.session().read().parquet(referenceTables.scores().toString());
        Path table = directory.resolve("table-negative");
        scores.withColumn("el2n", functions.negate(functions.col("el2n")))
                .write()
                .parquet(table.toString());
        TrainingPlan weighted = JobFile.parse(JOB, "job.yaml", List.of("importance.selection=weighted"));
        try (SparkBackend backend = SparkBackend.open(
                JobOwner.resumable("weighted"),
                weighted,
                Admission.ANY,
                new Dl4jReplicaFactory(),
                spark.session(),
                tables("weighted"),
                System::currentTimeMillis)) {
            assertThatThrownBy(() -> backend.take(table))
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith("importance.selection: weighted needs importance with a mean above 0: -");
        }
    }

    private static AbstractStringAssert<?> refusedTable(Dataset<Row> rows, String name) {
        Path table = directory.resolve("table-" + name);
        rows.write().parquet(table.toString());
        return refusedTable(table, name);
    }

    private static AbstractStringAssert<?> refusedTable(Path table, String name) {
        try (SparkBackend backend = open("refused-" + name, new Dl4jReplicaFactory(), tables("refused-" + name))) {
            return assertThatThrownBy(() -> backend.take(table))
                    .isInstanceOf(UserException.class)
                    .message();
        }
    }

    @Test
    void batchLargerThanTheShardsIsTheWholeShard() {
        // 1259 training examples are 420, 420 and 419.
        float[] whole = trainWithBatch("whole", 420);
        assertThat(trainWithBatch("million", 1_000_000)).isEqualTo(whole);
    }

    @Test
    void batchesThatDoNotFitIntoTheHeapAreRefusedWithWhatWouldFit() {
        try (SparkBackend backend = open("memory", new Dl4jReplicaFactory(), tables("memory"))) {
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
        try (SparkBackend backend = open("machine", new Dl4jReplicaFactory(), tables("machine"))) {
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
        try (SparkBackend backend = open("features", new Dl4jReplicaFactory(), tables("features"))) {
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

    /** Replicas that throw in worker 1 as they are told; static, because each task has a copy of the factory. */
    private static final class FailingFactory implements ReplicaFactory {
        private static final long serialVersionUID = 1L;
        static final AtomicInteger FAILURES = new AtomicInteger();
        private static final AtomicInteger CALLS = new AtomicInteger();
        private static volatile String failing = "step";
        private static volatile IntFunction<Optional<String>> messages = call -> Optional.empty();

        private final ReplicaFactory working = new Dl4jReplicaFactory();

        /** Messages of the exceptions that steps throw, by the number of the call, from 1. */
        static void failWith(IntFunction<Optional<String>> newMessages) {
            failWith("step", newMessages);
        }

        static void failWith(String method, IntFunction<Optional<String>> newMessages) {
            failing = method;
            messages = newMessages;
            CALLS.set(0);
            FAILURES.set(0);
        }

        @Override
        public Replica create(Network network, UpdaterPlan updater, int microBatch) {
            Replica replica = working.create(network, updater, microBatch);
            return (Replica) Proxy.newProxyInstance(
                    Replica.class.getClassLoader(), new Class<?>[] {Replica.class}, (proxy, method, arguments) -> {
                        if (inWorker1() && method.getName().equals(failing)) {
                            fail();
                        }
                        return method.invoke(replica, arguments);
                    });
        }

        /** The second of three tasks; tried again, it is the only one of its job. */
        private static boolean inWorker1() {
            TaskContext context = TaskContext.get();
            return context != null && (context.partitionId() == 1 || context.numPartitions() == 1);
        }

        private static void fail() {
            messages.apply(CALLS.incrementAndGet()).ifPresent(message -> {
                FAILURES.incrementAndGet();
                throw new IllegalStateException(message);
            });
        }

        /** Nobody asks the backend's factory: the cluster compares the kernels of executors. */
        public String kernelProbe() {
            throw new AssertionError("not asked for here");
        }
    }

    private static float[] trainWithBatch(String run, int batch) {
        TrainingPlan plan = JobFile.parse(JOB, "job.yaml", List.of("training.batch=" + batch));
        RunTables tables = tables(run);
        try (SparkBackend backend = SparkBackend.open(
                JobOwner.resumable(run),
                plan,
                Admission.ANY,
                new Dl4jReplicaFactory(),
                spark.session(),
                tables,
                System::currentTimeMillis)) {
            return Training.weights(plan, backend);
        }
    }

    private static float[] train(String run, ReplicaFactory factory, Consumer<RoundRecord> afterRound) {
        try (SparkBackend backend = open(run, factory, tables(run))) {
            return Training.weights(PLAN, backend, afterRound);
        }
    }

    private static SparkBackend open(String run, ReplicaFactory factory, RunTables tables) {
        return open(JobOwner.resumable(run), factory, tables);
    }

    private static SparkBackend open(JobOwner owner, ReplicaFactory factory, RunTables tables) {
        return SparkBackend.open(
                owner, PLAN, Admission.ANY, factory, spark.session(), tables, System::currentTimeMillis);
    }

    private static RunTables tables(String run) {
        return new RunTables(
                directory.resolve(run + "-scores"), directory.resolve(run + "-selection"), (table, data, pass) -> {});
    }

    private static Map<Part, List<Shard>> shards(String run, SparkBackend backend) {
        Map<Part, List<Shard>> shards = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            List<Shard> ofPart = new ArrayList<>();
            for (int index = 0; index < PLAN.training().workers(); index++) {
                ofPart.add(ShardFile.open(shardFile(run, part, index), backend.scaler()));
            }
            shards.put(part, ofPart);
        }
        return shards;
    }

    /** With dl4j-spark's master: Spark's own tasks can't have data made again. */
    @Test
    void dataThatGetsLostBetweenTheBatchesOfARoundEndsTheRunInOneLine() {
        try (SparkBackend backend = open("batches", new Dl4jReplicaFactory(), tables("batches"))) {
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
                        loseShards("batches");
                        return batches.collect();
                    }))
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "Packed data was lost with its executor in the middle of a round, which can't be made good"
                                    + " with averaging.master: dl4j; continue the run with --resume batches");
        }
    }

    /** As if the executor were lost: what it had on disk, and what it held in memory. */
    private static void loseShards(String run) {
        try {
            for (Part part : Part.values()) {
                for (int index = 0; index < PLAN.training().workers(); index++) {
                    boolean there = Files.deleteIfExists(shardFile(run, part, index));
                    // Parts that nobody asked for since the last loss have not been packed again.
                    assertThat(there || part != Part.TRAIN).isTrue();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ExecutorNode.release(run);
    }

    private static Path shardFile(String run, Part part, int index) {
        Path blocks =
                SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath();
        return blocks.resolve("espalier-" + run).resolve(part.name().toLowerCase(Locale.ROOT) + "-" + index + ".shard");
    }
}
