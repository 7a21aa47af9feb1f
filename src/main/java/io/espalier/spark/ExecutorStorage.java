package io.espalier.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What executors keep for a run: values that are sent to all of them for a while, and what they computed. It is taken back in the background.
 *
 * <p>Spark's own {@code destroy()} returns while executors are still asked to forget the value. Where the session stops meanwhile, it
 * prints a RejectedExecutionException for each of them, after whatever the run said last. So the last of them is waited for here.
 */
final class ExecutorStorage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorStorage.class);
    /** An executor that hangs is not waited for. */
    private static final int PATIENCE_SECONDS = 10;

    private final JavaSparkContext context;
    private final List<JavaRDD<?>> kept = new ArrayList<>();
    private final ExecutorService removal = Executors.newSingleThreadExecutor(runnable -> {
        Thread thread = new Thread(runnable, "storage-removal");
        thread.setDaemon(true);
        return thread;
    });

    ExecutorStorage(JavaSparkContext context) {
        this.context = context;
    }

    /** Sends a value until it is destroyed here. */
    <T> Broadcast<T> send(T value) {
        return context.broadcast(value);
    }

    /** Sends a value while it is used. */
    <T, R> R during(T value, Function<Broadcast<T>, R> use) {
        Broadcast<T> broadcast = send(value);
        try {
            return use.apply(broadcast);
        } finally {
            destroy(broadcast);
        }
    }

    /** Takes a value back. */
    void destroy(Broadcast<?> broadcast) {
        removal.execute(() -> remove("broadcast", broadcast.id(), () -> broadcast.destroy(true)));
    }

    /** Has executors keep what they compute of an RDD on their disks, until this is closed. */
    <T> JavaRDD<T> onDisks(JavaRDD<T> rdd) {
        kept.add(rdd);
        return rdd.persist(StorageLevel.DISK_ONLY());
    }

    private static void forget(JavaRDD<?> rdd) {
        rdd.rdd().cleanShuffleDependencies(false);
        rdd.unpersist(true);
    }

    /** Where Spark is being stopped, by a signal too, it ends with Spark, and nobody would answer any more. */
    private void remove(String kind, long id, Runnable removal) {
        if (context.sc().isStopped() || ShutdownHookManager.inShutdown()) {
            return;
        }
        try {
            removal.run();
        } catch (Exception e) {
            // An executor is gone; what that means for the run shows in its jobs. Scala declares no exceptions.
            LOG.info("event=left-on-executors kind={} id={}", kind, id, e);
        }
    }

    /** Returns when all is gone that was kept, and all values that were to be destroyed. */
    @Override
    public void close() {
        kept.forEach(rdd -> removal.execute(() -> remove("rdd", rdd.id(), () -> forget(rdd))));
        removal.shutdown();
        try {
            if (!removal.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                removal.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
