package io.espalier.spark.task;

import io.espalier.data.SplitPlan;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * The rows of a given table (example_id BIGINT, score DOUBLE), in chunks, by the shard in which their example stands, if it is one of the
 * training part.
 */
public final class GivenRows implements PairFlatMapFunction<Iterator<InternalRow>, Integer, GivenRows.Chunk> {
    private static final long serialVersionUID = 1L;
    private static final int CHUNK = 1024;

    private final SplitPlan split;

    /** A task on the examples of a split. */
    public GivenRows(SplitPlan split) {
        this.split = split;
    }

    @Override
    public Iterator<Tuple2<Integer, Chunk>> call(Iterator<InternalRow> rows) {
        return new ShardChunks(rows);
    }

    /** Some rows; owns its arrays. Travels. */
    public static final class Chunk implements Serializable {
        private static final long serialVersionUID = 1L;

        private final long[] ids;
        private final double[] scores;

        private Chunk(long[] ids, double[] scores) {
            this.ids = ids;
            this.scores = scores;
        }

        /** They, as a table has them. */
        public Iterator<Row> rows() {
            return IntStream.range(0, ids.length)
                    .mapToObj(row -> RowFactory.create(ids[row], scores[row]))
                    .iterator();
        }
    }

    private final class ShardChunks extends Chunks<InternalRow, Chunk> {
        private final Map<Integer, Filling> open = new HashMap<>();

        ShardChunks(Iterator<InternalRow> rows) {
            super(rows);
        }

        @Override
        void add(InternalRow row) {
            long id = row.getLong(TableRows.ID);
            int shard = split.trainingShard(id);
            Filling filling = open.computeIfAbsent(shard, unused -> new Filling());
            filling.ids[filling.rows] = id;
            filling.scores[filling.rows++] = row.getDouble(TableRows.SCORE);
            if (filling.rows == CHUNK) {
                emit(shard, filling.chunk());
                filling.rows = 0;
            }
        }

        @Override
        void flush() {
            open.forEach((shard, filling) -> emit(shard, filling.chunk()));
        }
    }

    private static final class Filling {
        private final long[] ids = new long[CHUNK];
        private final double[] scores = new double[CHUNK];
        private int rows;

        Chunk chunk() {
            return new Chunk(Arrays.copyOf(ids, rows), Arrays.copyOf(scores, rows));
        }
    }
}
