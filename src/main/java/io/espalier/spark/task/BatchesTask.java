package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.Batch;
import io.espalier.trainer.FullBatches;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.Shard;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * The full batches of one worker's round, one after the other, in the form that someone else wants them in.
 *
 * @param <T> that form
 */
public final class BatchesTask<T> implements FlatMapFunction<Iterator<Placed>, T> {
    private static final long serialVersionUID = 1L;

    private final TaskSettings settings;
    private final Scaler scaler;
    private final Sent<RoundTask> round;
    private final Form<T> form;

    /** A task of a round. */
    public BatchesTask(TaskSettings settings, Scaler scaler, Sent<RoundTask> round, Form<T> form) {
        this.settings = settings;
        this.scaler = scaler;
        this.round = round;
        this.form = form;
    }

    /** What becomes of a batch; it is filled anew for the next one, so its values are copied. */
    @FunctionalInterface
    public interface Form<T> extends Serializable {
        T of(Batch batch);
    }

    @Override
    public Iterator<T> call(Iterator<Placed> pieces) {
        Placed piece = pieces.next();
        Slice slice = piece.slice();
        Shard shard = ExecutorNode.of(settings).shard(slice, scaler).orElseThrow(() -> {
            Standby.whileOthersMayEnd(piece);
            return new PieceLostException(slice);
        });
        FullBatches batches = new FullBatches(round.value(), slice.index(), shard, settings.steps());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return batches.hasNext();
            }

            @Override
            public T next() {
                return form.of(batches.next());
            }
        };
    }
}
