package io.espalier.spark.task;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;

/**
 * Counts rows in the bins of brackets.
 *
 * @param <R> type of the rows
 */
public final class CountBins<R> implements FlatMapFunction<Iterator<R>, long[]> {
    private static final long serialVersionUID = 1L;

    private final CountableRows<R> format;
    private final BracketRows looked;

    /** A task for one step of a search. */
    public CountBins(CountableRows<R> format, BracketRows looked) {
        this.format = format;
        this.looked = looked;
    }

    @Override
    public Iterator<long[]> call(Iterator<R> rows) {
        return List.of(looked.counts(format.over(rows))).iterator();
    }

    /** Counts of some and of other rows together. */
    public static final class Sum implements Function2<long[], long[], long[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public long[] call(long[] counts, long[] more) {
            long[] sums = counts.clone();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += more[i];
            }
            return sums;
        }
    }
}
