package io.espalier.spark.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Numbers what stands in several rows, in a bucket: tells each partition how many of it stand in the partitions before. For each partition
 * it gives pairs, one after the other in arrays: the content's hash, and that number.
 */
public final class NumberRepeated
        implements FlatMapFunction<Iterator<Tuple2<Integer, IdChunk>>, Tuple2<Integer, long[]>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Tuple2<Integer, long[]>> call(Iterator<Tuple2<Integer, IdChunk>> bucket) {
        List<Tuple2<Integer, IdChunk>> chunks = new ArrayList<>();
        bucket.forEachRemaining(chunks::add);
        long[] repeated = repeated(IdChunk.sortedIds(chunks.iterator()));
        // They arrive in any order.
        Iterator<IdChunk> ordered = chunks.stream()
                .map(Tuple2::_2)
                .sorted(Comparator.comparingInt(IdChunk::partition))
                .iterator();
        return new Numbers(ordered, repeated);
    }

    private static long[] repeated(long[] sorted) {
        return IntStream.range(1, sorted.length)
                .filter(i -> sorted[i] == sorted[i - 1] && (i == 1 || sorted[i - 2] != sorted[i]))
                .mapToLong(i -> sorted[i])
                .toArray();
    }

    private static final class Numbers extends Chunks<IdChunk, long[]> {
        private static final int NOWHERE = -1;

        private final long[] repeated;
        private final int[] before;
        private final int[] lastPartition;
        private long[] pairs = new long[2];
        private int size;
        private int partition = NOWHERE;

        Numbers(Iterator<IdChunk> chunks, long[] repeated) {
            super(chunks);
            this.repeated = repeated;
            this.before = new int[repeated.length];
            this.lastPartition = new int[repeated.length];
            Arrays.fill(lastPartition, NOWHERE);
        }

        @Override
        void add(IdChunk chunk) {
            if (chunk.partition() != partition) {
                flush();
                partition = chunk.partition();
            }
            for (long content : chunk.ids()) {
                int at = Arrays.binarySearch(repeated, content);
                if (at >= 0) {
                    number(content, at);
                }
            }
        }

        private void number(long content, int at) {
            if (lastPartition[at] != partition) {
                lastPartition[at] = partition;
                if (size == pairs.length) {
                    pairs = Arrays.copyOf(pairs, 2 * size);
                }
                pairs[size++] = content;
                pairs[size++] = before[at];
            }
            before[at]++;
        }

        @Override
        void flush() {
            if (size > 0) {
                emit(partition, Arrays.copyOf(pairs, size));
                size = 0;
            }
        }
    }
}
