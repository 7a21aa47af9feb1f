package io.espalier.spark.task;

import io.espalier.importance.ExampleRows;
import java.io.Serializable;
import java.util.Iterator;

/**
 * How a task reads what a partition holds as examples that can be counted. Travels.
 *
 * @param <R> type of the partition's elements
 */
@FunctionalInterface
public interface CountableRows<R> extends Serializable {
    /** The examples of a partition, once. */
    ExampleRows over(Iterator<R> rows);
}
