package io.espalier.spark.task;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Ids that stand more than once.
 *
 * @param count of them
 * @param rows in which one of them stands not for the first time
 * @param first the lowest few, ascending
 */
public record RepeatedIds(long count, long rows, List<Long> first) implements Serializable {
    private static final int NAMED = 3;

    /** No such ids. */
    public static final RepeatedIds NONE = new RepeatedIds(0, 0, List.of());

    public RepeatedIds {
        first = List.copyOf(first);
    }

    /** Those of different buckets together. */
    public RepeatedIds with(RepeatedIds other) {
        List<Long> both = Stream.concat(first.stream(), other.first.stream())
                .sorted()
                .limit(NAMED)
                .toList();
        return new RepeatedIds(count + other.count, rows + other.rows, both);
    }

    /**
     * They in a sentence: 4 ids stand more than once in x, the first 1, 2, 3.
     *
     * @param where they stand; may be empty
     */
    public String words(String where) {
        String named = first.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return count + (count == 1 ? " id stands" : " ids stand") + " more than once" + where
                + (count > first.size() ? ", the first " : ": ") + named;
    }

    /** Sorts the ids of a bucket; says nothing where none stands twice. */
    public static final class Task implements FlatMapFunction<Iterator<Tuple2<Integer, IdChunk>>, RepeatedIds> {
        private static final long serialVersionUID = 1L;

        @Override
        public Iterator<RepeatedIds> call(Iterator<Tuple2<Integer, IdChunk>> chunks) {
            RepeatedIds repeated = among(IdChunk.sortedIds(chunks));
            return repeated.count() == 0
                    ? List.<RepeatedIds>of().iterator()
                    : List.of(repeated).iterator();
        }

        private static RepeatedIds among(long[] sorted) {
            long count = 0;
            long rows = 0;
            List<Long> first = new ArrayList<>();
            for (int i = 1; i < sorted.length; i++) {
                if (sorted[i] != sorted[i - 1]) {
                    continue;
                }
                rows++;
                if (i == 1 || sorted[i - 2] != sorted[i]) {
                    count++;
                    if (first.size() < NAMED) {
                        first.add(sorted[i]);
                    }
                }
            }
            return new RepeatedIds(count, rows, first);
        }
    }
}
