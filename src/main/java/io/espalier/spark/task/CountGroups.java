package io.espalier.spark.task;

import io.espalier.importance.Grouping;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Counts rows in each group.
 *
 * @param <R> type of the rows
 */
public final class CountGroups<R> implements FlatMapFunction<Iterator<R>, long[]> {
    private static final long serialVersionUID = 1L;

    private final CountableRows<R> format;
    private final Grouping grouping;

    /** A task for one grouping. */
    public CountGroups(CountableRows<R> format, Grouping grouping) {
        this.format = format;
        this.grouping = grouping;
    }

    @Override
    public Iterator<long[]> call(Iterator<R> rows) {
        return List.of(grouping.counts(format.over(rows))).iterator();
    }
}
