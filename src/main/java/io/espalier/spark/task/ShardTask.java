package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.Shard;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task over a piece of the data: opens it and computes one value.
 *
 * @param <T> type of the value
 */
abstract class ShardTask<T extends Serializable> implements PieceTask<T> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ShardTask.class);

    private final TaskSettings settings;
    private final Scaler scaler;

    ShardTask(TaskSettings settings, Scaler scaler) {
        this.settings = settings;
        this.scaler = scaler;
    }

    final TaskSettings settings() {
        return settings;
    }

    @Override
    public final Outcome<T> call(Placed piece) {
        Outcome<T> outcome = outcome(piece.slice());
        if (outcome.isMissing()) {
            Standby.whileOthersMayEnd(piece);
        }
        return outcome;
    }

    private Outcome<T> outcome(Slice slice) {
        try {
            ExecutorNode node = ExecutorNode.of(settings);
            Optional<Shard> shard = node.shard(slice, scaler);
            return shard.isPresent() ? compute(node, slice, shard.get()) : Outcome.missingData(slice);
        } catch (TaskKilledException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            // Spark would end the executor, and start another one, when memory runs out, and not say why.
            LOG.warn("event=task-failed piece={}", slice, e);
            return Outcome.failed(TaskFailure.of(slice, e, ExecutorAddress.here()));
        }
    }

    /** The value of one piece. */
    abstract Outcome<T> compute(ExecutorNode node, Slice slice, Shard shard);

    /** Tells the attempts of all tasks of a session apart: names files that several may write side by side. */
    static String attempt() {
        return "attempt-" + TaskContext.get().taskAttemptId();
    }

    /** Throws TaskKilledException if Spark killed the task of this thread: whether it interrupts the thread too is a setting of the job. */
    static void requireNotKilled() {
        TaskContext context = TaskContext.get();
        if (context != null && context.isInterrupted()) {
            throw new TaskKilledException(context.getKillReason().getOrElse(() -> "unknown reason"));
        }
    }

    /** The clock, unless the task was killed. */
    static long nanosUnlessKilled() {
        requireNotKilled();
        return System.nanoTime();
    }
}
