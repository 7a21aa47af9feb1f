package io.espalier.spark.task;

import io.espalier.data.ExampleIds;
import io.espalier.data.RawExample;
import io.espalier.data.SplitPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * The map side of packing: sends the rows of a source partition to the pieces they belong to, in chunks of bytes, so that the shuffle
 * moves few large values.
 */
public final class Scatter implements Function2<Integer, Iterator<RawExample>, Iterator<Tuple2<Integer, byte[]>>> {
    private static final long serialVersionUID = 1L;
    private static final int CHUNK_BYTES = 1 << 18;

    private final Broadcast<PackPlan> plan;
    private final Set<Slice> wanted;

    /**
     * A task for the given pieces.
     *
     * @param wanted pieces to be made; rows of others are left out
     */
    public Scatter(Broadcast<PackPlan> plan, Set<Slice> wanted) {
        this.plan = plan;
        this.wanted = Set.copyOf(wanted);
    }

    /** Bytes of one row on the way: id, label, features. */
    static int rowBytes(int featureCount) {
        return Long.BYTES + Integer.BYTES + Float.BYTES * featureCount;
    }

    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(Integer partition, Iterator<RawExample> examples) {
        return new RowChunks(plan.value(), partition, examples);
    }

    private final class RowChunks extends Chunks<RawExample, byte[]> {
        private final PackPlan packing;
        private final PackPlan.SourcePartition source;
        private final PackPlan.Numbering numbering;
        private final Map<Integer, ByteBuffer> open = new HashMap<>();
        private final int rowBytes;

        RowChunks(PackPlan packing, int partition, Iterator<RawExample> examples) {
            super(examples);
            this.packing = packing;
            this.source = packing.sources().get(partition);
            this.numbering = new PackPlan.Numbering(source);
            this.rowBytes = rowBytes(packing.featureCount());
        }

        @Override
        void add(RawExample example) {
            long identity =
                    source.keyed() ? example.key() : ExampleIds.contentHash(example.features(), example.label());
            long id = numbering.id(identity);
            SplitPlan.Place place = packing.split().place(id, source.givenAs());
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
