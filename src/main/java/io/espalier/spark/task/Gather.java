package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.data.ShardFile;
import io.espalier.data.SplitPlan;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * The reduce side of packing: makes one piece of the data on the local disk of the executor that the task runs on.
 *
 * <p>Rows arrive in any order. They are put into a file as they come while their hashes are kept in memory (12 bytes a row); then the
 * file is read in the order of the hashes. So a piece may be larger than the memory.
 */
public final class Gather implements Function2<Integer, Iterator<Tuple2<Integer, byte[]>>, Iterator<PackedSlice>> {
    private static final long serialVersionUID = 1L;

    private final String run;
    private final Broadcast<PackPlan> plan;

    /** A task of a run. */
    public Gather(String run, Broadcast<PackPlan> plan) {
        this.run = run;
        this.plan = plan;
    }

    @Override
    public Iterator<PackedSlice> call(Integer partition, Iterator<Tuple2<Integer, byte[]>> chunks) throws IOException {
        PackPlan packing = plan.value();
        Slice slice = Slice.ofPartition(partition, packing.split().workers());
        int rows = packing.split().rows(slice.part(), slice.index());
        Path file = LocalFiles.slice(run, slice);
        Path arrived = Files.createTempFile(file.getParent(), slice.fileName(), ".arrived");
        try {
            Arrival arrival = new Arrival(packing, slice, rows);
            try (OutputStream out = Files.newOutputStream(arrived)) {
                while (chunks.hasNext()) {
                    byte[] chunk = chunks.next()._2();
                    arrival.add(chunk);
                    out.write(chunk);
                }
            }
            if (arrival.count == 0) {
                return Arrays.<PackedSlice>asList().iterator();
            }
            arrival.requireComplete();
            return Arrays.asList(write(packing, slice, arrival, arrived, file)).iterator();
        } finally {
            Files.deleteIfExists(arrived);
        }
    }

    private static PackedSlice write(PackPlan packing, Slice slice, Arrival arrival, Path arrived, Path file)
            throws IOException {
        Scaler.Fit fit = new Scaler.Fit(packing.featureCount());
        long[] perClass = new long[packing.labels().classes().size()];
        int rowBytes = Scatter.rowBytes(packing.featureCount());
        float[] features = new float[packing.featureCount()];
        ByteBuffer row = ByteBuffer.allocate(rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel in = FileChannel.open(arrived, StandardOpenOption.READ);
                ShardFile.Writer out = new ShardFile.Writer(file, packing.featureCount())) {
            for (int index : arrival.order()) {
                readFully(in, row.clear(), (long) index * rowBytes);
                row.flip();
                long id = row.getLong();
                int label = row.getInt();
                row.asFloatBuffer().get(features);
                out.append(id, label, features);
                fit.add(features);
                perClass[label]++;
            }
            out.finish();
        }
        return new PackedSlice(slice, LocalFiles.location(), arrival.count, perClass, fit);
    }

    private static void readFully(FileChannel in, ByteBuffer into, long from) {
        try {
            long position = from;
            while (into.hasRemaining()) {
                int read = in.read(into, position);
                if (read < 0) {
                    throw new IllegalStateException("The file of arrived rows ends early");
                }
                position += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hashes of the rows in the order of their arrival. */
    private static final class Arrival {
        private final SplitPlan split;
        private final Slice slice;
        private final int expected;
        private final int rowBytes;
        private final long[] hashes;
        private int count;

        Arrival(PackPlan packing, Slice slice, int expected) {
            this.split = packing.split();
            this.slice = slice;
            this.expected = expected;
            this.rowBytes = Scatter.rowBytes(packing.featureCount());
            this.hashes = new long[expected];
        }

        void add(byte[] chunk) {
            ByteBuffer rows = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at < chunk.length; at += rowBytes) {
                if (count == expected) {
                    throw new IllegalStateException("More rows than planned for " + slice + ": " + expected);
                }
                hashes[count++] = split.hash(rows.getLong(at), slice.part());
            }
        }

        void requireComplete() {
            if (count != expected) {
                throw new IllegalStateException("Rows of " + slice + ": " + count + ", planned " + expected);
            }
        }

        /** Indices of the rows by ascending hash; different ids never have equal hashes. */
        int[] order() {
            long[] sorted = hashes.clone();
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] ^= Long.MIN_VALUE;
            }
            Arrays.sort(sorted);
            int[] order = new int[sorted.length];
            for (int i = 0; i < hashes.length; i++) {
                order[Arrays.binarySearch(sorted, hashes[i] ^ Long.MIN_VALUE)] = i;
            }
            return order;
        }
    }
}
