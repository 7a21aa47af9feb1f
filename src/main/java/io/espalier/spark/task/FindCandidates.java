package io.espalier.spark.task;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** Finds the rows of a table that lie in brackets, when these hold only few. */
public final class FindCandidates implements FlatMapFunction<Iterator<InternalRow>, FoundKeys> {
    private static final long serialVersionUID = 1L;

    private final TableRows format;
    private final BracketRows looked;

    /** A task for the last step of a search. */
    public FindCandidates(TableRows format, BracketRows looked) {
        this.format = format;
        this.looked = looked;
    }

    @Override
    public Iterator<FoundKeys> call(Iterator<InternalRow> rows) {
        return List.of(looked.find(format.over(rows))).iterator();
    }
}
