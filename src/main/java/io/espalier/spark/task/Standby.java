package io.espalier.spark.task;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import scala.collection.JavaConverters;

/**
 * What a later attempt of a task does before it answers that its executor lacks what it needs, while the executor that has it lives.
 *
 * <p>It may be a copy of an attempt that runs there, started by Spark's speculation, and Spark takes the first answer: "missing" would end
 * the attempt that has all it needs, and have the piece packed again. An attempt can't know whether it is a copy, so it waits for as long
 * as Spark would have waited for that executor to be free, {@code spark.locality.wait}. Until then the other attempt may end, which kills
 * this one. After that to move the piece is the better choice: the executor that has it is slow.
 */
final class Standby {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private Standby() {}

    /**
     * Returns when the piece had better be packed again.
     *
     * @param piece which this executor does not have
     * @throws TaskKilledException if this attempt is no longer needed
     */
    static void whileOthersMayEnd(Placed piece) {
        if (TaskContext.get().attemptNumber() == 0 || piece.location().equals(LocalFiles.location())) {
            return;
        }
        long deadline = ShardTask.nanosUnlessKilled() + TimeUnit.MILLISECONDS.toNanos(piece.waitMillis());
        while (ShardTask.nanosUnlessKilled() < deadline && lives(piece.location())) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Asks the driver. */
    private static boolean lives(String location) {
        return JavaConverters.setAsJavaSet(
                        SparkEnv.get().blockManager().master().getMemoryStatus().keySet())
                .stream()
                .anyMatch(id -> location.equals(Placed.location(id.host(), id.executorId())));
    }
}
