package io.espalier.spark;

import io.espalier.UserException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;

/**
 * Looks every second whether there is an executor for the job that runs. Spark itself waits for one without a word and without an end:
 * also where workers and master are gone for good.
 */
final class ExecutorWatch implements AutoCloseable {
    /** Executors that are replaced are away for so long; nobody needs to know. */
    private static final int SILENT_SECONDS = 10;

    private final SparkContext context;
    private final int waitSeconds;
    private final Consumer<String> warnings;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "executor-watch");
        thread.setDaemon(true);
        return thread;
    });
    private int seconds;
    private volatile boolean ended;

    /**
     * Begins to look.
     *
     * @param waitSeconds after which all jobs are ended
     * @param warnings told in a thread of its own when there is no executor
     */
    ExecutorWatch(SparkContext context, int waitSeconds, Consumer<String> warnings) {
        this.context = context;
        this.waitSeconds = waitSeconds;
        this.warnings = warnings;
        var unused = clock.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    private void look() {
        if (context.isStopped() || ended) {
            return;
        }
        boolean waits = context.statusTracker().getActiveJobIds().length > 0 && new EveryExecutor(context).count() == 0;
        seconds = waits ? seconds + 1 : 0;
        if (seconds == Math.min(SILENT_SECONDS, waitSeconds)) {
            warnings.accept("No executor of master " + context.master() + " is left; the run waits for one, for "
                    + waitSeconds + " s (cluster.wait_seconds)");
        }
        if (seconds >= waitSeconds && waits) {
            ended = true;
            context.cancelAllJobs();
        }
    }

    /** Why jobs were ended, if they were. */
    Optional<UserException> cause(String remedy) {
        return ended
                ? Optional.of(new UserException("Master " + context.master() + " gave no executor for " + waitSeconds
                        + " s after the last one was lost (cluster.wait_seconds); " + remedy))
                : Optional.empty();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
