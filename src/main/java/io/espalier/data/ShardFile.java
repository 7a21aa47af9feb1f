package io.espalier.data;

import io.espalier.trainer.Batch;
import io.espalier.trainer.Shard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A shard on the local disk, memory-mapped: fixed-width rows, so that any row is found by its number.
 *
 * <p>Little-endian. Header of {@value #HEADER_BYTES} bytes: magic (8 bytes, "ESPSHARD"), version (int), feature count
 * (int), rows (long), rest 0. Then the rows: id (long), label (int), features (float each), not scaled; scaling happens
 * while reading, so one file serves every scaler.
 *
 * <p>Safe for use by several threads. The mapped memory is the page cache's: a shard larger than the memory can be
 * read.
 */
public final class ShardFile implements Shard {
    private static final long MAGIC = 0x4452_4148_5350_5345L; // "ESPSHARD", little-endian
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 64;
    private static final int LABEL_OFFSET = Long.BYTES;
    private static final int FEATURES_OFFSET = Long.BYTES + Integer.BYTES;

    private final int rows;
    private final int featureCount;
    private final int rowBytes;
    private final int rowsPerMap;
    private final ByteBuffer[] maps;
    private final FloatBuffer[] floats;
    private final Scaler scaler;

    private ShardFile(Header header, ByteBuffer[] maps, int rowsPerMap, Scaler scaler) {
        this.rows = header.rows;
        this.featureCount = header.featureCount;
        this.rowBytes = rowBytes(featureCount);
        this.rowsPerMap = rowsPerMap;
        this.maps = maps;
        this.floats = new FloatBuffer[maps.length];
        for (int i = 0; i < maps.length; i++) {
            floats[i] = maps[i].asFloatBuffer();
        }
        this.scaler = scaler;
    }

    /**
     * Opens a file that a {@link Writer} made.
     *
     * @param scaler applied to every row that is read
     * @throws IllegalStateException if the file is not a shard, is truncated or has another width than the scaler
     */
    public static ShardFile open(Path file, Scaler scaler) {
        return open(file, scaler, Integer.MAX_VALUE);
    }

    /** With the largest size of one map: a test must not need files over 2 GB. */
    static ShardFile open(Path file, Scaler scaler, int maxMapBytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Header header = Header.read(file, channel);
            if (header.featureCount != scaler.featureCount()) {
                throw new IllegalStateException("Shard " + file + " has " + header.featureCount
                        + " features, its scaler " + scaler.featureCount());
            }
            int rowBytes = rowBytes(header.featureCount);
            int rowsPerMap = maxMapBytes / rowBytes;
            ByteBuffer[] maps = new ByteBuffer[(int) (((long) header.rows + rowsPerMap - 1) / rowsPerMap)];
            for (int i = 0; i < maps.length; i++) {
                long first = (long) i * rowsPerMap;
                long count = Math.min(rowsPerMap, header.rows - first);
                maps[i] = channel.map(MapMode.READ_ONLY, HEADER_BYTES + first * rowBytes, count * rowBytes)
                        .order(ByteOrder.LITTLE_ENDIAN);
            }
            return new ShardFile(header, maps, rowsPerMap, scaler);
        } catch (IOException e) {
            throw new UncheckedIOException("Shard " + file + " can't be read", e);
        }
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int featureCount() {
        return featureCount;
    }

    @Override
    public long id(int row) {
        return map(row).getLong(offset(row));
    }

    @Override
    public int label(int row) {
        return map(row).getInt(offset(row) + LABEL_OFFSET);
    }

    @Override
    public void read(int[] indices, int count, Batch batch) {
        if (batch.featureCount() != featureCount) {
            throw new IllegalArgumentException(
                    "Batch must have " + featureCount + " features: " + batch.featureCount());
        }
        batch.setRows(count);
        float[] features = batch.features();
        int[] labels = batch.labels();
        // A row is scaled while it is in the processor's nearest cache.
        float[] scaled = new float[featureCount];
        for (int i = 0; i < count; i++) {
            int row = indices[i];
            labels[i] = label(row);
            // Absolute and in bulk: no position to share between threads, and one copy instead of a call a value.
            floats[row / rowsPerMap].get((offset(row) + FEATURES_OFFSET) / Float.BYTES, scaled);
            scaler.apply(scaled);
            System.arraycopy(scaled, 0, features, i * featureCount, featureCount);
        }
    }

    /** Does nothing: the file is closed after mapping, and Java frees the map when nobody refers to it any more. */
    @Override
    public void close() {}

    private ByteBuffer map(int row) {
        return maps[row / rowsPerMap];
    }

    private int offset(int row) {
        return row % rowsPerMap * rowBytes;
    }

    private static int rowBytes(int featureCount) {
        return Math.addExact(FEATURES_OFFSET, Math.multiplyExact(featureCount, Float.BYTES));
    }

    private record Header(int rows, int featureCount) {
        static Header read(Path file, FileChannel channel) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
            if (bytes.hasRemaining() || bytes.getLong(0) != MAGIC) {
                throw new IllegalStateException("Not a shard file: " + file);
            }
            if (bytes.getInt(8) != VERSION) {
                throw new IllegalStateException(
                        "Shard " + file + " must have version " + VERSION + ": " + bytes.getInt(8));
            }
            int featureCount = bytes.getInt(12);
            long rows = bytes.getLong(16);
            long expected = HEADER_BYTES + rows * rowBytes(featureCount);
            if (channel.size() != expected) {
                throw new IllegalStateException("Shard " + file + " is truncated or overwritten: " + rows
                        + " rows take " + expected + " bytes, it has " + channel.size());
            }
            return new Header(Math.toIntExact(rows), featureCount);
        }

        ByteBuffer bytes() {
            ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(MAGIC).putInt(VERSION).putInt(featureCount).putLong(rows);
            return bytes.clear();
        }
    }

    /**
     * Writes a shard file under a temporary name in the same directory; {@link #finish} moves it to its own.
     *
     * <p>Rows must come in the shard's order: the writer doesn't sort. Not thread-safe. Writers of the same file in
     * several processes don't disturb each other; the last one to finish stays, and all have the same content.
     */
    public static final class Writer implements AutoCloseable {
        private static final int BUFFER_BYTES = 1 << 20;

        private final Path file;
        private final Path temporary;
        private final int featureCount;
        private final FileChannel channel;
        private final ByteBuffer buffer;
        private int rows;

        /** Starts a file; its directory is created. */
        public Writer(Path file, int featureCount) {
            this.file = file.toAbsolutePath();
            this.featureCount = featureCount;
            try {
                Path directory = this.file.resolveSibling(".").normalize();
                Files.createDirectories(directory);
                temporary = Files.createTempFile(directory, file.getFileName() + ".", ".part");
                channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
                channel.position(HEADER_BYTES);
            } catch (IOException e) {
                throw failed(e);
            }
            buffer = ByteBuffer.allocateDirect(Math.max(BUFFER_BYTES, rowBytes(featureCount)))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }

        /** Appends a row with {@code featureCount} features, not scaled; the array is copied. */
        public void append(long id, int label, float[] features) {
            if (features.length != featureCount) {
                throw new IllegalArgumentException("A row must have " + featureCount + " features: " + features.length);
            }
            if (buffer.remaining() < rowBytes(featureCount)) {
                flush();
            }
            buffer.putLong(id).putInt(label);
            buffer.asFloatBuffer().put(features);
            buffer.position(buffer.position() + featureCount * Float.BYTES);
            rows = Math.addExact(rows, 1);
        }

        /** Completes the file and gives it its name; nothing can be appended any more. */
        public void finish() {
            flush();
            try {
                ByteBuffer header = new Header(rows, featureCount).bytes();
                while (header.hasRemaining()) {
                    channel.write(header, header.position());
                }
                channel.close();
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        /** Drops what was written unless it is finished. */
        @Override
        public void close() {
            try {
                channel.close();
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private void flush() {
            buffer.flip();
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw failed(e);
            }
            buffer.clear();
        }

        private UncheckedIOException failed(IOException cause) {
            return new UncheckedIOException("Shard " + file + " can't be written", cause);
        }
    }
}
