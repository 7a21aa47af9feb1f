package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.dl4j.PlannedNetwork;
import io.espalier.network.Network;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.FeatureSums;
import io.espalier.trainer.InitialWeights;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ScoreSettings;
import io.espalier.trainer.Scorer;
import io.espalier.trainer.Shard;
import io.espalier.trainer.TrainingBackend.Part;
import io.espalier.trainer.WorkerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores that a run computes and writes as a table, or fails to. */
class WrittenScoresIT {
    private static final TrainingPlan PLAN = Backends.digits();

    private static Backends backends;

    @TempDir
    static Path directory;

    @BeforeAll
    static void startSpark() {
        // Which worker a task is of shows in its partition.
        backends = new Backends(LocalSpark.withoutStandingTasks(2), directory, new Dl4jReplicaFactory());
    }

    @AfterAll
    static void stopSpark() {
        backends.spark().close();
    }

    /** As where an executor has another directory under the run directory's name. */
    @Test
    void scoresOfWhichFilesAreMissingAreRefused() throws IOException {
        RunTables tables = backends.tables("partial");
        try (SparkBackend backend = backends.open("partial", PLAN)) {
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
        try (SparkBackend backend = backends.open("resumed", PLAN, Backends.NO_LIMITS, tables)) {
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
        try (SparkBackend backend = backends.open(scoring, PLAN, new FailingFactory())) {
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
        TrainingPlan plan = Backends.digits("importance={method: random, also: [loss, el2n]}");
        RunTables tables = backends.tables("infinite");
        try (SparkBackend backend = backends.open("infinite", plan)) {
            Network network = PlannedNetwork.of(plan, backend.data()).network();
            float[] weights = InitialWeights.of(network, 1);
            Arrays.fill(weights, Float.NaN);
            String first = Backends.shards("infinite", plan, backend).get(Part.TRAIN).stream()
                    .flatMap(shard -> IntStream.range(0, shard.rows()).mapToObj(shard::id))
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
        TrainingPlan plan = Backends.digits("importance.also=[loss, margin, entropy, grand, prototype, random]");
        RunTables tables = backends.tables("several");
        try (SparkBackend backend = backends.open("several", plan)) {
            PlannedNetwork planned = PlannedNetwork.of(plan, backend.data());
            List<float[]> snapshots = List.of(planned.start().parameters(), InitialWeights.of(planned.network(), 77));
            Map<Long, double[]> expected =
                    scored(plan, planned.network(), snapshots, Backends.shards("several", plan, backend));
            Backends.loseShards("several", PLAN);
            backend.writeScores(planned.network(), snapshots, backend.scaler());
            Dataset<Row> table = backends.read(tables.scores());
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
            ScoreSettings settings = ScoreSettings.of(plan, 1);
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
}
