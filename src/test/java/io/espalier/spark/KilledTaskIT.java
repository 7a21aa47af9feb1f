package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.config.JobFile;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.engine.CompiledReplicaFactory;
import io.espalier.network.Network;
import io.espalier.run.TrainingPlan;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A killed task ends between two steps: Spark only marks it, and native code would go on for the whole round. */
class KilledTaskIT {
    private static final int WORKERS = 2;
    private static final int STEPS = 100_000;
    /** Of steps that take 10 ms or so: the round would last for a quarter of an hour. */
    private static final int PATIENCE_SECONDS = 60;

    private static final TrainingPlan PLAN = JobFile.parse(
            """
            data: {source: digits}
            network: {kind: mlp, hidden: [512, 512]}
            training: {workers: %d, batch: 512, budget: {steps: %d}, steps_per_round: %d, evaluations: 1}
            phases: [{baseline: 1}]
            """
                    .formatted(WORKERS, STEPS, STEPS),
            "job.yaml",
            List.of());

    @TempDir
    private Path directory;

    @Test
    void compiledStepsEnd() throws Exception {
        assertEndsWhenKilled("compiled", new CompiledReplicaFactory(new Dl4jReplicaFactory()));
    }

    @Test
    void dl4jsStepsEnd() throws Exception {
        assertEndsWhenKilled("dl4j", new Dl4jReplicaFactory());
    }

    private void assertEndsWhenKilled(String run, ReplicaFactory engine) throws Exception {
        Watched.reset();
        ExecutorService driver = Executors.newSingleThreadExecutor();
        try (LocalSpark spark = new LocalSpark(WORKERS)) {
            Backends backends = new Backends(spark, directory, new Watched(engine));
            Future<float[]> training = driver.submit(() -> {
                try (SparkBackend backend = backends.open(run, PLAN)) {
                    return Training.weights(PLAN, backend);
                }
            });
            // The tasks that stand on both slots; the round is then made again by ordinary ones, for which these must
            // be free.
            killAllWorking(spark);
            killAllWorking(spark);

            assertThatThrownBy(() -> training.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("cancelled");
            // The driver does not wait for its tasks: only a task that ends gives its replica back to be closed.
            assertThat(Watched.closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(Watched.STEPS_MADE.get()).isLessThan(WORKERS * STEPS);
        } finally {
            driver.shutdownNow();
        }
    }

    private static void killAllWorking(LocalSpark spark) throws InterruptedException {
        assertThat(Watched.begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        Watched.begun = new CountDownLatch(WORKERS);
        spark.session().sparkContext().cancelAllJobs();
    }

    /** Replicas of an engine that tell when every worker has made the first step of a round, and when they are closed. */
    private record Watched(ReplicaFactory engine) implements ReplicaFactory {
        private static final AtomicInteger STEPS_MADE = new AtomicInteger();
        private static volatile CountDownLatch begun = new CountDownLatch(0);
        private static volatile CountDownLatch closed = new CountDownLatch(0);

        static void reset() {
            STEPS_MADE.set(0);
            begun = new CountDownLatch(WORKERS);
            closed = new CountDownLatch(WORKERS);
        }

        @Override
        public Replica create(Network network, UpdaterPlan updater, int microBatch) {
            Replica replica = engine.create(network, updater, microBatch);
            AtomicBoolean first = new AtomicBoolean();
            return (Replica) Proxy.newProxyInstance(
                    Replica.class.getClassLoader(), new Class<?>[] {Replica.class}, (proxy, method, arguments) -> {
                        Object result = method.invoke(replica, arguments);
                        if (method.getName().equals("step")) {
                            STEPS_MADE.incrementAndGet();
                            if (first.getAndSet(false)) {
                                begun.countDown();
                            }
                        }
                        if (method.getName().equals("load")) {
                            first.set(true);
                        }
                        if (method.getName().equals("close")) {
                            closed.countDown();
                        }
                        return result;
                    });
        }
    }
}
