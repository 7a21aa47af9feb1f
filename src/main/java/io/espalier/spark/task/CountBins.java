package io.espalier.spark.task;

import io.espalier.importance.Brackets;
import io.espalier.importance.Grouping;
import io.espalier.importance.Ranking;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;

/** Counts the rows of a table in the bins of brackets. */
public final class CountBins implements FlatMapFunction<Iterator<InternalRow>, long[]> {
    private static final long serialVersionUID = 1L;

    private final TableRows format;
    private final Grouping grouping;
    private final Ranking ranking;
    private final Brackets brackets;

    /** A task for one step of a search. */
    public CountBins(TableRows format, Grouping grouping, Ranking ranking, Brackets brackets) {
        this.format = format;
        this.grouping = grouping;
        this.ranking = ranking;
        this.brackets = brackets;
    }

    @Override
    public Iterator<long[]> call(Iterator<InternalRow> rows) {
        long[] counts = new long[brackets.bins()];
        TableRows.Cursor row = format.cursor();
        while (rows.hasNext()) {
            row.read(rows.next());
            int group = grouping.group(row.label(), row.score(), row.hash());
            if (group != Grouping.NONE) {
                int bin = brackets.bin(group, ranking.first(row.score(), row.hash()), row.hash());
                if (bin >= 0) {
                    counts[bin]++;
                }
            }
        }
        return List.of(counts).iterator();
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
