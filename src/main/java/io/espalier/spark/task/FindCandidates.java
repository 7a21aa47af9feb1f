package io.espalier.spark.task;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Finds rows that lie in brackets, when these hold only few.
 *
 * @param <R> type of the rows
 */
public final class FindCandidates<R> implements FlatMapFunction<Iterator<R>, FoundKeys> {
    private static final long serialVersionUID = 1L;

    private final CountableRows<R> format;
    private final BracketRows looked;

    /** A task for the last step of a search. */
    public FindCandidates(CountableRows<R> format, BracketRows looked) {
        this.format = format;
        this.looked = looked;
    }

    @Override
    public Iterator<FoundKeys> call(Iterator<R> rows) {
        return List.of(looked.find(format.over(rows))).iterator();
    }
}
