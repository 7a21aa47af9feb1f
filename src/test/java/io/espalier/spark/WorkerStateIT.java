package io.espalier.spark;

import static io.espalier.Words.word;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.config.JobFile;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.dl4j.PlannedNetwork;
import io.espalier.engine.CompiledReplicaFactory;
import io.espalier.importance.ScoreTable;
import io.espalier.run.AveragingPlan;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.AveragingPlan.Wire;
import io.espalier.run.Ledger;
import io.espalier.run.RoundRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.store.DirectoryCheckpoints;
import io.espalier.store.RunDirectory;
import io.espalier.trainer.Checkpoints;
import io.espalier.trainer.HybridConstraintTrainer;
import io.espalier.trainer.LocalBackend;
import io.espalier.trainer.ScoreMemory;
import io.espalier.trainer.TrainerSeams;
import io.espalier.trainer.TrainerState;
import io.espalier.trainer.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scala.collection.JavaConverters;

/** Workers that carry a state from round to round, on Spark: lost, saved, and with contributions averaged where they land. */
class WorkerStateIT {
    private static final DriverLimits NOTHING_IS_COLLECTED = new DriverLimits(0, ScoreMemory.GATHERED_ROWS);
    private static final String ALL_KINDS = "phases=[{baseline: 0.4}, {hybrid: 0.4}, {constrained: 0.2}]";

    private static Backends backends;
    private static int runs;

    @TempDir
    static Path directory;

    @BeforeAll
    static void startSpark() {
        backends = new Backends(new LocalSpark(2), directory, new CompiledReplicaFactory(new Dl4jReplicaFactory()));
    }

    @AfterAll
    static void stopSpark() {
        backends.spark().close();
    }

    static Stream<Arguments> innersAndWires() {
        return Stream.of(Inner.values())
                .flatMap(inner -> Stream.of(Wire.values()).map(wire -> Arguments.of(inner, wire)));
    }

    @ParameterizedTest
    @CsvSource({"KEEP, INT8", "AVERAGE, FLOAT16", "RESET, FLOAT32"})
    void roundsThatAreAveragedInSlicesHaveTheBitsOfOneThread(Inner inner, Wire wire) {
        assertSlicesHaveTheBitsOfOneThread(inner, wire);
    }

    @ParameterizedTest
    @Tag("full")
    @MethodSource("innersAndWires")
    void slicesHaveTheBitsOfOneThreadWithEveryWireOfEveryMode(Inner inner, Wire wire) {
        assertSlicesHaveTheBitsOfOneThread(inner, wire);
    }

    private static void assertSlicesHaveTheBitsOfOneThread(Inner inner, Wire wire) {
        TrainingPlan plan = plan("averaging.inner=" + word(inner), "averaging.wire=" + word(wire), ALL_KINDS);
        String run = "run" + ++runs;
        try (SparkBackend backend = open(run, plan);
                LocalBackend local = backends.local(run, plan, backend)) {
            assertThat(Training.weights(plan, backend)).isEqualTo(Training.weights(plan, local));
        }
    }

    @Test
    void lostStatesAreMadeAgainByTheRoundsSinceTheLastCheckpoint() {
        TrainingPlan plan = keeping("averaging.outer=nesterov", ALL_KINDS, "checkpoint.every_rounds=3");
        float[] undisturbed = trained(plan, "run" + ++runs, round -> {});
        // Before the first checkpoint, right after one, and two rounds after one.
        for (int last : new int[] {1, 3, 5}) {
            String run = "run" + ++runs;
            AtomicInteger lost = new AtomicInteger();
            AtomicInteger replayed = new AtomicInteger();
            float[] weights = trained(plan, run, round -> {
                replayed.addAndGet(round.incidents().replayedRounds());
                if (round.round() == last) {
                    lost.addAndGet(loseStates(run, 1));
                }
            });
            assertThat(lost).as("after round %d", last).hasPositiveValue();
            assertThat(weights).as("after round %d", last).isEqualTo(undisturbed);
            // From the start, or from the checkpoint of round 3, which round 3 itself comes before.
            assertThat(replayed).as("after round %d", last).hasValue(last == 5 ? 2 : last);
        }
    }

    @Test
    void lostStatesOfAllWorkersAreMadeAgainInASlicedRoundToo() {
        TrainingPlan plan = keeping(ALL_KINDS);
        float[] collected = trained(plan, "run" + ++runs, round -> {});
        String run = "run" + (runs + 1);
        float[] weights = sliced(plan, round -> {
            if (round.round() == 4) {
                for (int worker = 0; worker < 3; worker++) {
                    assertThat(loseStates(run, worker)).isPositive();
                }
            }
        });
        assertThat(weights).isEqualTo(collected);
    }

    /** Right after the baseline's last round, too, when the scores that they hold are read. */
    @Test
    void whatWorkersRememberOfTheirExamplesIsMadeAgainWhereItIsLost() {
        TrainingPlan plan = remembering();
        List<RoundRecord> rounds = new ArrayList<>();
        float[] undisturbed = trained(plan, "run" + ++runs, rounds::add);
        assertThat(rounds).anyMatch(round -> round.epochExamples() < round.keptExamples());
        String run = "run" + ++runs;
        AtomicInteger replayed = new AtomicInteger();
        float[] weights = trained(plan, run, round -> {
            replayed.addAndGet(round.incidents().replayedRounds());
            loseStates(run, round.round() % 3);
        });
        assertThat(replayed).hasPositiveValue();
        assertThat(weights).isEqualTo(undisturbed);
    }

    @Test
    void whatWorkersRememberIsThatOfOneThread() {
        TrainingPlan plan = remembering();
        String run = "run" + ++runs;
        try (SparkBackend backend = open(run, plan);
                LocalBackend local = backends.local(run, plan, backend)) {
            assertThat(Training.weights(plan, backend)).isEqualTo(Training.weights(plan, local));
            ScoreTable inThread = local.scores();
            Map<Long, Double> written = new HashMap<>();
            backends.read(backends.tables(run).scores())
                    .collectAsList()
                    .forEach(row -> written.put(
                            row.getLong(0),
                            row.getDouble(row.fieldIndex(
                                    plan.importance().source().method().column()))));
            assertThat(written).hasSize(inThread.size());
            for (int row = 0; row < inThread.size(); row++) {
                assertThat(plan.importance().source().method().importance(written.get(inThread.id(row))))
                        .isEqualTo(inThread.score(row));
            }
        }
    }

    @Test
    void stoppedRunRemembersItsExamples() {
        TrainingPlan plan = remembering();
        float[] undisturbed = trained(plan, "run" + ++runs, round -> {});
        RunDirectory stopped = RunDirectory.create(directory, "stopped-" + runs);
        for (int last : new int[] {2, 5}) {
            AtomicInteger rounds = new AtomicInteger();
            saved(plan, "run" + ++runs, stopped, round -> rounds.set(round.round()), () -> rounds.get() == last);
        }
        assertThat(saved(plan, "run" + ++runs, stopped, round -> {}, () -> false))
                .isEqualTo(undisturbed);
    }

    private static TrainingPlan remembering() {
        return plan(
                "importance={rounds: 1, full_data_fraction: 0, method: aum, also: [forgetting], dynamic: {kind: infobatch}}",
                "training.budget={epochs: 5}",
                "training.steps_per_round=8",
                "checkpoint.every_rounds=3",
                ALL_KINDS);
    }

    /** Spark itself forgets them and removes their files when Java's collector finds that nobody needs them: hours later. */
    @Test
    void shufflesAreGoneWithTheirJobs() {
        Set<Object> before = shuffles();
        List<Object> left = new ArrayList<>();
        sliced(keeping("phases=[{baseline: 1}]", "training.budget={steps: 8}"), round -> {
            shuffles().stream().filter(Predicate.not(before::contains)).forEach(left::add);
        });
        assertThat(left).isEmpty();
    }

    private static Set<Object> shuffles() {
        MapOutputTrackerMaster tracker = (MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker();
        return new HashSet<>(
                JavaConverters.mapAsJavaMap(tracker.shuffleStatuses()).keySet());
    }

    /** 64 x 16400 weights and more are 1.2 million: two slices of 256 x 4,096. */
    @Test
    void slicesOfALargeNetworkHaveTheBitsOfTheCollectedOne() throws Exception {
        TrainingPlan plan = keeping(
                "network.hidden=[16400]", "phases=[{baseline: 1}]", "training.budget={steps: 2}", "training.workers=2");
        AtomicInteger averagings = new AtomicInteger();
        SparkListener listener = new SparkListener() {
            @Override
            public void onStageCompleted(SparkListenerStageCompleted stage) {
                // Two slices and the reports
                if (stage.stageInfo().parentIds().nonEmpty()
                        && stage.stageInfo().numTasks() == 3) {
                    averagings.incrementAndGet();
                }
            }
        };
        float[] collected = trained(plan, "run" + ++runs, round -> {});
        backends.spark().session().sparkContext().addSparkListener(listener);
        try {
            assertThat(sliced(plan, round -> {})).isEqualTo(collected);
            backends.spark().session().sparkContext().listenerBus().waitUntilEmpty();
        } finally {
            backends.spark().session().sparkContext().removeSparkListener(listener);
        }
        assertThat(averagings).as("sliced rounds").hasValue(1);
    }

    static Stream<Arguments> innersAndWiresWithState() {
        return innersAndWires()
                .filter(pair -> AveragingPlan.workersKeepState((Inner) pair.get()[0], (Wire) pair.get()[1]));
    }

    @ParameterizedTest
    @CsvSource({"KEEP, FLOAT32", "AVERAGE, INT8"})
    void stoppedRunGoesOnFromItsCheckpointWithTheSameBits(Inner inner, Wire wire) {
        assertGoesOnWithTheSameBits(inner, wire);
    }

    @ParameterizedTest
    @Tag("full")
    @MethodSource("innersAndWiresWithState")
    void stoppedRunOfEveryModeGoesOnWithTheSameBits(Inner inner, Wire wire) {
        assertGoesOnWithTheSameBits(inner, wire);
    }

    private static void assertGoesOnWithTheSameBits(Inner inner, Wire wire) {
        TrainingPlan plan = plan(
                "averaging.inner=" + word(inner), "averaging.wire=" + word(wire), ALL_KINDS, "averaging.outer=slowmo");
        float[] undisturbed = trained(plan, "run" + ++runs, round -> {});
        RunDirectory stopped = RunDirectory.create(directory, "stopped-" + runs);
        AtomicInteger rounds = new AtomicInteger();
        saved(plan, "run" + ++runs, stopped, round -> rounds.set(round.round()), () -> rounds.get() == 4);
        assertThat(rounds).hasValue(4);
        // Executors, and with them all states that were not saved, are new.
        assertThat(saved(plan, "run" + ++runs, stopped, round -> {}, () -> false))
                .isEqualTo(undisturbed);
    }

    /** An executor whose driver was killed may still write when the next driver's executors save the same round. */
    @Test
    void savedStatesAreNamedAfterTheirApplicationToo() throws IOException {
        String run = "run" + ++runs;
        trained(keeping("phases=[{baseline: 1}]", "training.budget={steps: 2}"), run, round -> {});
        String application = backends.spark().session().sparkContext().applicationId();
        try (Stream<Path> files = Files.walk(directory.resolve(run).resolve("checkpoints"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())).filter(name -> name.endsWith(".state")))
                    .hasSize(3)
                    .allMatch(name -> name.matches("worker-[0-2]-" + application + "-attempt-\\d+\\.state"));
        }
    }

    private static TrainingPlan keeping(String... sets) {
        List<String> all = new ArrayList<>(List.of("averaging.inner=keep", "averaging.wire=int8"));
        all.addAll(List.of(sets));
        return plan(all.toArray(String[]::new));
    }

    private static TrainingPlan plan(String... sets) {
        return JobFile.parse(
                """
                data: {source: digits}
                network: {kind: mlp, hidden: [16]}
                training: {workers: 3, batch: 32, budget: {steps: 14}, steps_per_round: 2, evaluations: 2}
                importance: {rounds: 1, full_data_fraction: 0}
                """,
                "job.yaml",
                List.of(sets));
    }

    /** Weights at the end, with checkpoints in a directory of the run's own. */
    private static float[] trained(TrainingPlan plan, String run, Consumer<RoundRecord> afterRound) {
        return saved(plan, run, RunDirectory.create(directory, run), afterRound, () -> false);
    }

    private static float[] sliced(TrainingPlan plan, Consumer<RoundRecord> afterRound) {
        String run = "run" + ++runs;
        try (SparkBackend backend = open(run, plan)) {
            return Training.weights(plan, backend, afterRound);
        }
    }

    private static float[] saved(
            TrainingPlan plan, String run, RunDirectory files, Consumer<RoundRecord> afterRound, BooleanSupplier stop) {
        Checkpoints checkpoints = new DirectoryCheckpoints(
                files, plan.phases(), "plan", plan.checkpoint().keep(), warning -> {
                    throw new AssertionError(warning);
                });
        // A resumed run finds the tables that it wrote before it was stopped.
        RunTables tables = backends.tables(files.path().getFileName().toString());
        try (SparkBackend backend = backends.open(run, plan, Backends.NO_LIMITS, tables)) {
            PlannedNetwork planned = PlannedNetwork.of(plan, backend.data());
            TrainerSeams seams = new TrainerSeams(
                    checkpoints, afterRound, new TrainingListener() {}, stop, new Ledger(System::nanoTime));
            TrainerState start = checkpoints
                    .latest()
                    .orElseGet(() ->
                            TrainerState.start(planned.start(), plan.training().workers()));
            return new HybridConstraintTrainer(plan, planned.network(), start, backend, seams)
                    .train()
                    .structure()
                    .model()
                    .parameters();
        }
    }

    /** Contributions are averaged where they land. */
    private static SparkBackend open(String run, TrainingPlan plan) {
        return backends.open(run, plan, NOTHING_IS_COLLECTED, backends.tables(run));
    }

    /** As if the executor of a worker were lost; the number of states that it had. */
    private static int loseStates(String run, int worker) {
        int lost = 0;
        try (DirectoryStream<Path> states =
                Files.newDirectoryStream(Backends.files(run), "worker-" + worker + "-round-*.state")) {
            for (Path state : states) {
                Files.delete(state);
                lost++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lost;
    }
}
