package io.espalier.spark.task;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Ids that stand more than once.
 *
 * @param count of them
 * @param first the lowest few, ascending
 */
public record RepeatedIds(long count, List<Long> first) implements Serializable {
    private static final int NAMED = 3;

    /** No such ids. */
    public static final RepeatedIds NONE = new RepeatedIds(0, List.of());

    public RepeatedIds {
        first = List.copyOf(first);
    }

    /** Those of different buckets together. */
    public RepeatedIds with(RepeatedIds other) {
        List<Long> both = Stream.concat(first.stream(), other.first.stream())
                .sorted()
                .limit(NAMED)
                .toList();
        return new RepeatedIds(count + other.count, both);
    }

    /** Sorts the ids of a bucket; says nothing where none stands twice. */
    public static final class Task implements FlatMapFunction<Iterator<Tuple2<Integer, long[]>>, RepeatedIds> {
        private static final long serialVersionUID = 1L;
        private static final int FIRST_SIZE = 1 << 16;

        @Override
        public Iterator<RepeatedIds> call(Iterator<Tuple2<Integer, long[]>> chunks) {
            long[] ids = new long[FIRST_SIZE];
            int size = 0;
            while (chunks.hasNext()) {
                long[] chunk = chunks.next()._2();
                if (size + chunk.length > ids.length) {
                    ids = Arrays.copyOf(ids, Math.max(size + chunk.length, ids.length + ids.length / 2));
                }
                System.arraycopy(chunk, 0, ids, size, chunk.length);
                size += chunk.length;
            }
            Arrays.sort(ids, 0, size);
            RepeatedIds repeated = among(ids, size);
            return repeated.count() == 0
                    ? List.<RepeatedIds>of().iterator()
                    : List.of(repeated).iterator();
        }

        private static RepeatedIds among(long[] sorted, int size) {
            long count = 0;
            List<Long> first = new ArrayList<>();
            for (int i = 1; i < size; i++) {
                boolean newlyRepeated = sorted[i] == sorted[i - 1] && (i == 1 || sorted[i - 2] != sorted[i]);
                if (newlyRepeated) {
                    count++;
                    if (first.size() < NAMED) {
                        first.add(sorted[i]);
                    }
                }
            }
            return new RepeatedIds(count, first);
        }
    }
}
