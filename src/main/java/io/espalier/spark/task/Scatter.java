package io.espalier.spark.task;

import io.espalier.data.RawExample;
import io.espalier.data.SplitPlan;
import io.espalier.trainer.TrainingBackend.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * The map side of packing: sends the rows of a source partition, with their ids, to the pieces they belong to, in chunks of bytes, so that
 * the shuffle moves few large values.
 */
public final class Scatter
        implements FlatMapFunction2<Iterator<RawExample>, Iterator<Surveyed>, Tuple2<Integer, byte[]>> {
    private static final long serialVersionUID = 1L;
    private static final int CHUNK_BYTES = 1 << 18;

    private final Broadcast<PackPlan> plan;
    private final Part givenAs;
    private final Map<Integer, Long> sequences;
    private final Set<Slice> wanted;

    /**
     * A task for the given pieces.
     *
     * @param givenAs part that the rows were given as
     * @param sequences of the rows that were surveyed, {@link Survey#sequences}
     * @param wanted pieces to be made; rows of others are left out
     */
    public Scatter(Broadcast<PackPlan> plan, Part givenAs, Map<Integer, Long> sequences, Set<Slice> wanted) {
        this.plan = plan;
        this.givenAs = givenAs;
        this.sequences = Map.copyOf(sequences);
        this.wanted = Set.copyOf(wanted);
    }

    /** Bytes of one row on the way: id, label, features. */
    static int rowBytes(int featureCount) {
        return Long.BYTES + Integer.BYTES + Float.BYTES * featureCount;
    }

    /**
     * The chunks of a partition.
     *
     * @throws SourceChangedException when its rows are not those that were surveyed
     */
    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(Iterator<RawExample> examples, Iterator<Surveyed> surveyed) {
        return new RowChunks(plan.value(), examples, new SurveyedIds(surveyed, sequences));
    }

    private final class RowChunks extends Chunks<RawExample, byte[]> {
        private final PackPlan packing;
        private final SurveyedIds ids;
        private final Map<Integer, ByteBuffer> open = new HashMap<>();
        private final int rowBytes;

        RowChunks(PackPlan packing, Iterator<RawExample> examples, SurveyedIds ids) {
            super(examples);
            this.packing = packing;
            this.ids = ids;
            this.rowBytes = rowBytes(packing.featureCount());
        }

        @Override
        void add(RawExample example) {
            long id = ids.next(example);
            SplitPlan.Place place = packing.split().place(id, givenAs);
            Slice slice = new Slice(place.part(), place.shard());
            if (!wanted.contains(slice)) {
                return;
            }
            int partition = slice.partition(packing.split().workers());
            ByteBuffer chunk = open.computeIfAbsent(partition, unused -> newChunk());
            chunk.putLong(id).putInt(packing.labels().index(example.label()));
            for (float feature : example.features()) {
                chunk.putFloat(feature);
            }
            if (chunk.remaining() < rowBytes) {
                emit(partition, written(chunk));
                open.remove(partition);
            }
        }

        @Override
        void flush() {
            ids.requireEnd();
            open.forEach((partition, chunk) -> emit(partition, written(chunk)));
            open.clear();
        }

        private ByteBuffer newChunk() {
            int rows = Math.max(1, CHUNK_BYTES / rowBytes);
            return ByteBuffer.allocate(rows * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        private static byte[] written(ByteBuffer chunk) {
            byte[] rows = new byte[chunk.position()];
            chunk.flip().get(rows);
            return rows;
        }
    }
}
