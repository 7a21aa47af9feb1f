package io.espalier.spark.task;

import java.io.Serializable;
import org.apache.spark.api.java.function.Function;

/**
 * Work on one piece of the data, done by an executor.
 *
 * @param <T> type of the value that it gives
 */
@FunctionalInterface
public interface PieceTask<T extends Serializable> extends Function<Placed, Outcome<T>> {
    @Override
    Outcome<T> call(Placed piece);
}
