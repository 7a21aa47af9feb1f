package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.config.JobFile;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.Admission;
import io.espalier.spark.task.KnownScores;
import io.espalier.spark.task.Outcome;
import io.espalier.spark.task.Placed;
import io.espalier.spark.task.SavedStates;
import io.espalier.spark.task.Sent;
import io.espalier.spark.task.Slice;
import io.espalier.spark.task.TaskSettings;
import io.espalier.spark.task.TrainTask;
import io.espalier.spark.task.Trained;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.TrainingBackend;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two attempts of one task side by side in one executor: a driver that lost an answer, or a copy on the same host, brings it about. */
class TwinAttemptsIT {
    private static final int PATIENCE_SECONDS = 60;
    /** Static, because each task has a copy of what it captures. */
    private static final CyclicBarrier BOTH = new CyclicBarrier(2);

    private static final TrainingPlan PLAN = JobFile.parse(
            """
            data: {source: digits}
            network: {kind: mlp, hidden: [16]}
            training: {workers: 2, batch: 32, budget: {steps: 60}, steps_per_round: 3, evaluations: 2}
            phases: [{baseline: 1}]
            averaging: {inner: keep, wire: int8}
            """,
            "job.yaml",
            List.of());

    @TempDir
    Path directory;

    @Test
    void roundsThatAreTrainedTwiceAtOnceGiveTheSameBitsAndLeaveWholeFiles() {
        try (LocalSpark spark = new LocalSpark(2)) {
            Backends backends = new Backends(spark, directory, new Dl4jReplicaFactory());
            float[] undisturbed;
            try (SparkBackend backend = backends.open("single", PLAN)) {
                undisturbed = Training.weights(PLAN, backend);
            }
            try (SparkBackend backend = backends.open("twins", PLAN)) {
                AtomicInteger rounds = new AtomicInteger();
                assertThat(Training.weights(PLAN, twice(backend, rounds))).isEqualTo(undisturbed);
                assertThat(rounds).hasValue(20);
                assertThat(names()).allMatch(name -> name.matches("[a-z]+-\\d+(-round-\\d+\\.state|\\.shard)"));
            }
        }
    }

    /** Each round of worker 0 is trained twice side by side, and then as always. */
    private static TrainingBackend twice(SparkBackend backend, AtomicInteger rounds) {
        return (TrainingBackend) Proxy.newProxyInstance(
                TrainingBackend.class.getClassLoader(),
                new Class<?>[] {TrainingBackend.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("train")) {
                        return method.invoke(backend, arguments);
                    }
                    RoundTask round = (RoundTask) arguments[0];
                    List<byte[]> contributions = trainTwice(backend, round);
                    byte[] state = Files.readAllBytes(state(round.round()));
                    Object outcome = method.invoke(backend, arguments);
                    assertThat(contributions.get(0)).isEqualTo(contributions.get(1));
                    assertThat(state).isEqualTo(Files.readAllBytes(state(round.round())));
                    rounds.incrementAndGet();
                    return outcome;
                });
    }

    private static List<byte[]> trainTwice(SparkBackend backend, RoundTask round) {
        Broadcast<RoundTask> broadcast = backend.context().broadcast(round);
        TrainTask task = new TrainTask(
                TaskSettings.of(
                        "twins",
                        PLAN,
                        Admission.ANY,
                        new Dl4jReplicaFactory(),
                        Arrays.stream(backend.trainRows()).boxed().toList()),
                backend.scaler(),
                Sent.ahead(broadcast),
                KnownScores.of(Path.of("unused"), ScoreMethod.EL2N),
                SavedStates.START);
        Function<Placed, Outcome<Trained>> together = piece -> {
            BOTH.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return task.call(piece);
        };
        try {
            Placed piece = new Placed(new Slice(Part.TRAIN, 0), "executor_driver", 0);
            return backend.context().parallelize(List.of(piece, piece), 2).map(together).collect().stream()
                    .map(TwinAttemptsIT::contribution)
                    .toList();
        } finally {
            broadcast.destroy();
        }
    }

    /** Without the times, which differ. */
    private static byte[] contribution(Outcome<Trained> outcome) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(outcome.<Object>fold(Trained::contribution, missing -> missing, failure -> failure));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Path state(int round) {
        return Backends.files("twins").resolve("worker-0-round-" + round + ".state");
    }

    private static List<String> names() {
        try (Stream<Path> files = Files.list(Backends.files("twins"))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
