package io.espalier.spark.task;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;

/** Counts the rows of a table in the bins of brackets. */
public final class CountBins implements FlatMapFunction<Iterator<InternalRow>, long[]> {
    private static final long serialVersionUID = 1L;

    private final TableRows format;
    private final BracketRows looked;

    /** A task for one step of a search. */
    public CountBins(TableRows format, BracketRows looked) {
        this.format = format;
        this.looked = looked;
    }

    @Override
    public Iterator<long[]> call(Iterator<InternalRow> rows) {
        return List.of(looked.counts(format.over(rows))).iterator();
    }

    /** Counts of two parts of a table together. */
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
