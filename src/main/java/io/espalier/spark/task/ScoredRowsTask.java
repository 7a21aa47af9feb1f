package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.importance.ExampleRows;
import io.espalier.trainer.Shard;
import java.io.Serializable;

/**
 * What the scores of a shard's rows say to a question.
 *
 * @param <T> type of the answer
 */
public final class ScoredRowsTask<T extends Serializable> extends ShardTask<T> {
    private static final long serialVersionUID = 1L;

    private final KnownScores scores;
    private final Question<T> question;

    /** A task that asks it. */
    public ScoredRowsTask(TaskSettings settings, Scaler scaler, KnownScores scores, Question<T> question) {
        super(settings, scaler);
        this.scores = scores;
        this.question = question;
    }

    /** A question to rows. Travels. */
    @FunctionalInterface
    public interface Question<T> extends Serializable {
        /** The answer of a shard's rows. */
        T of(ExampleRows rows);
    }

    @Override
    Outcome<T> compute(ExecutorNode node, Slice slice, Shard shard) {
        return Outcome.done(
                question.of(node.scored(slice, shard, scores).over(settings().selectionSeed())));
    }
}
