package io.espalier.spark.task;

import io.espalier.data.SplitPlan;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * The rows of a given table (example_id BIGINT, score DOUBLE), in chunks, by the shard in which their example stands, if it is one of the
 * training part.
 */
public final class GivenRows implements PairFlatMapFunction<Iterator<InternalRow>, Integer, IdValues> {
    private static final long serialVersionUID = 1L;
    private static final int CHUNK = 1024;

    private final SplitPlan split;

    /** A task on the examples of a split. */
    public GivenRows(SplitPlan split) {
        this.split = split;
    }

    @Override
    public Iterator<Tuple2<Integer, IdValues>> call(Iterator<InternalRow> rows) {
        return new ShardChunks(rows);
    }

    private final class ShardChunks extends Chunks<InternalRow, IdValues> {
        private final Map<Integer, IdValues> open = new HashMap<>();

        ShardChunks(Iterator<InternalRow> rows) {
            super(rows);
        }

        @Override
        void add(InternalRow row) {
            long id = row.getLong(TableRows.ID);
            int shard = split.trainingShard(id);
            IdValues chunk = open.computeIfAbsent(shard, unused -> new IdValues(CHUNK));
            chunk.add(id, row.getDouble(TableRows.SCORE));
            if (chunk.size() == CHUNK) {
                emit(shard, chunk.take());
            }
        }

        @Override
        void flush() {
            open.forEach((shard, chunk) -> emit(shard, chunk.take()));
        }
    }
}
