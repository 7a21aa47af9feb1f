package io.espalier.spark.task;

import io.espalier.importance.Grouping;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** Counts the rows of a table in each group. */
public final class CountGroups implements FlatMapFunction<Iterator<InternalRow>, long[]> {
    private static final long serialVersionUID = 1L;

    private final TableRows format;
    private final Grouping grouping;

    /** A task for one grouping. */
    public CountGroups(TableRows format, Grouping grouping) {
        this.format = format;
        this.grouping = grouping;
    }

    @Override
    public Iterator<long[]> call(Iterator<InternalRow> rows) {
        return List.of(grouping.counts(format.over(rows))).iterator();
    }
}
