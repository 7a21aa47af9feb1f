package io.espalier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.espalier.UserException;
import io.espalier.data.CloseableIterator;
import io.espalier.data.RawExample;
import io.espalier.data.Readers;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a Spark that belongs to the caller. */
class EspalierIT {
    private static final TrainingPlan PLAN = Espalier.parsePlan(
            """
            name: api
            data: {source: digits}
            network: {kind: mlp, hidden: [32, 32]}
            training:
              workers: 2
              batch: 32
              budget: {epochs: 8}
              steps_per_round: 10
              evaluations: 3
              updater: {learning_rate: 0.01}
            importance: {rounds: 2}
            checkpoint: {every_rounds: 3}
            """);

    @TempDir
    private static Path shared;

    @TempDir
    private Path runs;

    private static SparkSession session;
    private static TrainingOptions inSession;
    private static TrainingResult undisturbed;
    private static final List<RoundRecord> ROUNDS = new ArrayList<>();

    @BeforeAll
    static void train() {
        if (Cluster.isRunning()) {
            SparkSession.getDefaultSession().get().stop();
        }
        session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.warehouse.dir", shared.resolve("warehouse").toString())
                .getOrCreate();
        inSession = TrainingOptions.defaults().spark(session);
        undisturbed = Espalier.train(PLAN, shared.resolve("runs"), inSession.listener(new RunListener() {
            @Override
            public void roundEnded(RoundRecord round) {
                ROUNDS.add(round);
            }
        }));
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    @Test
    void sessionOfTheCallerStaysOpen() {
        assertThat(session.sparkContext().isStopped()).isFalse();
        assertThat(session.range(3).count()).isEqualTo(3);
    }

    @Test
    void resultIsWhatTheRunDirectoryHolds() {
        assertThat(undisturbed.completed()).isTrue();
        assertThat(undisturbed.directory()).hasParent(shared.resolve("runs"));
        assertThat(undisturbed.record())
                .isEqualTo(Espalier.record(undisturbed.directory().resolve("run.json")));
        assertThat(undisturbed.record().plan().output())
                .isEqualTo(shared.resolve("runs").toString());
        assertThat(undisturbed.testAccuracy()).isBetween(0.85, 1.0);
        assertThat(undisturbed.report()).isNotEmptyFile();
        assertThat(undisturbed.model()).isNotEmptyFile();
    }

    @Test
    void listenerHearsOfEveryRound() {
        assertThat(ROUNDS).hasSize(undisturbed.rounds());
        assertThat(ROUNDS.get(ROUNDS.size() - 1).progress()).isEqualTo(1);
    }

    @Test
    void stoppedRunGoesOnToTheSameBits() {
        AtomicInteger asked = new AtomicInteger();
        TrainingResult stopped = Espalier.train(PLAN, runs, inSession.stopWhen(() -> asked.incrementAndGet() > 5));

        assertThat(stopped.completed()).isFalse();
        assertThat(stopped.record().outcome().status()).isEqualTo(Status.STOPPED);
        assertThat(stopped.rounds()).isBetween(1, undisturbed.rounds() - 1);
        assertThatThrownBy(stopped::results).isInstanceOf(IllegalStateException.class);

        List<Integer> heard = new ArrayList<>();
        TrainingResult resumed = Espalier.resume(stopped.directory(), inSession.listener(new RunListener() {
            @Override
            public void runResumed(int round) {
                heard.add(round);
            }
        }));

        assertThat(heard).containsExactly(stopped.rounds());
        assertThat(resumed.completed()).isTrue();
        assertThat(resumed.directory()).isEqualTo(stopped.directory());
        assertThat(resumed.results().weightsSha256())
                .isEqualTo(undisturbed.results().weightsSha256());
    }

    @Test
    void runThatGoesOnWithOtherKernelsSaysSo() throws IOException {
        TrainingOptions roundByRound = inSession.stopWhen(() -> true);
        TrainingResult stopped = Espalier.train(PLAN, runs, roundByRound);
        Path file = stopped.directory().resolve("run.json");
        String here = stopped.record().provenance().kernelProbe();
        Files.writeString(file, Files.readString(file).replace(here, "0123456789abcdef"));

        List<String> heard = new ArrayList<>();
        TrainingResult resumed = Espalier.resume(stopped.directory(), roundByRound.listener(new RunListener() {
            @Override
            public void warned(String message) {
                heard.add(message);
            }
        }));

        assertThat(heard)
                .contains("The run began with other kernels (0123456789abcdef) than it goes on with (" + here
                        + "): its results will not have the bits of a run without a break");
        assertThat(resumed.record().provenance().kernelProbe()).isEqualTo(here);
    }

    @Test
    void completedRunIsNotResumed() {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> Espalier.resume(undisturbed.directory(), inSession))
                .withMessageEndingWith("is completed; there is nothing to resume");
    }

    @Test
    void noOtherSparkIsStartedBesideARunningOne() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Espalier.train(PLAN, runs, TrainingOptions.defaults()))
                .withMessageStartingWith("A Spark runs in this JVM");
        try (Stream<Path> left = Files.list(runs)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatAListenerThrowsEndsTheRunAndIsInItsRecord() throws IOException {
        TrainingOptions breaking = inSession.listener(new RunListener() {
            @Override
            public void roundEnded(RoundRecord round) {
                throw new IllegalStateException("the listener broke");
            }
        });

        assertThatThrownBy(() -> Espalier.train(PLAN, runs, breaking)).hasMessage("the listener broke");
        try (Stream<Path> left = Files.list(runs)) {
            Path run = left.findFirst().orElseThrow();
            assertThat(Espalier.record(run.resolve("run.json")).outcome().status())
                    .isEqualTo(Status.FAILED);
        }
    }

    @Test
    void loadedNetworkTellsTheClassesOfRawExamples() {
        int examples = 0;
        int right = 0;
        try (Classifier classifier = Espalier.load(undisturbed.directory());
                CloseableIterator<RawExample> digits =
                        Readers.of(PLAN.data(), Part.TRAIN).orElseThrow().open()) {
            assertThat(classifier.classes())
                    .containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
            assertThat(classifier.featureCount()).isEqualTo(64);
            while (digits.hasNext()) {
                RawExample example = digits.next();
                examples++;
                right += classifier.classify(example.features()).equals(example.label()) ? 1 : 0;
            }
        }
        assertThat(examples).isEqualTo(1797);
        assertThat((double) right / examples).isGreaterThan(0.9);
    }

    @Test
    void manyRowsGiveTheProbabilitiesOfEach() {
        try (Classifier classifier = Espalier.load(undisturbed.model())) {
            float[] rows = new float[2 * 64];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i % 17;
            }
            float[] together = classifier.probabilities(rows, 2);
            float[] second = new float[64];
            System.arraycopy(rows, 64, second, 0, 64);
            float[] alone = classifier.probabilities(second);

            double sum = 0;
            for (int c = 0; c < 10; c++) {
                assertThat(together[10 + c]).isCloseTo(alone[c], offset(1e-5f)); // kernels depend on the rows
                sum += alone[c];
            }
            assertThat(sum).isCloseTo(1, offset(1e-5));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> classifier.probabilities(new float[63]))
                    .withMessageEndingWith("has 64 features: 63");
        }
    }

    @Test
    void networkThatScoresAndLosesItsDirectoryIsGoneOnWithByScoring() {
        Path scores = runs.resolve("scores");
        TrainingOptions losing = inSession.listener(new RunListener() {
            private Path proxy = scores;

            @Override
            public void runStarted(Path directory) {
                proxy = directory;
            }

            @Override
            public void roundEnded(RoundRecord round) {
                if (round.round() == 1) {
                    move(proxy, runs.resolve("aside"));
                }
            }
        });

        assertThatThrownBy(() ->
                        Espalier.score(PLAN, scores, ScoringOptions.defaults().fraction(BigDecimal.ONE), losing))
                .isInstanceOf(UserException.class)
                .hasMessageEndingWith(
                        "bring the run directory back, writable, and score again: complete trainings are kept");
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
