package io.espalier.spark.task;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.shuffle.BlockFetchingListener;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockInfo;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * A value on its way to another process of Spark's: its note goes there by a message. A small value is in the note; a large one lies here
 * as a block, outside of the heap, until the receiver has fetched it, by Spark's own transport of blocks: that copies a network's
 * weights three times less than its messages do.
 */
public final class Delivery implements AutoCloseable {
    private static final int SMALL = 1 << 15;
    /** First byte of a note that has the value in it. */
    private static final byte INSIDE = 0;
    /** First byte of a note that says where the value lies. */
    private static final byte HERE = 1;

    /** Tells blocks of deliveries from those of broadcasts, whose numbers may be the same. */
    private static final String FIELD = "delivery";

    private static final AtomicLong NUMBERS = new AtomicLong();
    /** Blocks that nobody needs, but that were still being sent to someone, who may hang, when they were last looked at. */
    private static final Queue<BlockId> UNNEEDED = new ConcurrentLinkedQueue<>();

    private final byte[] note;
    private final Optional<BlockId> block;

    private Delivery(byte[] note, Optional<BlockId> block) {
        this.note = note;
        this.block = block;
    }

    /** Begins the delivery of a value. */
    public static Delivery of(Serializable value) {
        Packed packed = Packed.of(value);
        int size = packed.size();
        if (size > SMALL) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(size);
            packed.write(bytes);
            BlockId block = new BroadcastBlockId(NUMBERS.incrementAndGet(), FIELD);
            if (isStored(block, bytes.flip())) {
                return new Delivery(note(block), Optional.of(block));
            }
        }
        ByteBuffer note = ByteBuffer.allocate(1 + size).put(INSIDE);
        packed.write(note);
        return new Delivery(note.array(), Optional.empty());
    }

    /** Spark may have no memory for it. */
    private static boolean isStored(BlockId block, ByteBuffer bytes) {
        return blocks().putBytes(
                        block,
                        new ChunkedByteBuffer(bytes),
                        StorageLevel.MEMORY_ONLY_SER(),
                        false,
                        ClassTag$.MODULE$.<Object>apply(Object.class));
    }

    private static byte[] note(BlockId block) {
        BlockManagerId here = blocks().blockManagerId();
        ByteArrayOutputStream note = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(note)) {
            out.writeByte(HERE);
            out.writeUTF(here.host());
            out.writeInt(here.port());
            out.writeUTF(here.executorId());
            out.writeUTF(block.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return note.toByteArray();
    }

    /** What the receiver must be told; see {@link #received}. */
    public byte[] note() {
        return note;
    }

    /**
     * Receives a value. Does not wait for it.
     *
     * @param note of the delivery, which must not be closed before the value is here
     */
    public static CompletableFuture<Packed> received(byte[] note) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(note))) {
            if (in.readByte() == INSIDE) {
                return CompletableFuture.completedFuture(Packed.read(in, note.length - 1));
            }
            String host = in.readUTF();
            int port = in.readInt();
            String executor = in.readUTF();
            String block = in.readUTF();
            BlockManager blocks = blocks();
            if (executor.equals(blocks.blockManagerId().executorId())) {
                return CompletableFuture.completedFuture(local(blocks, block));
            }
            Fetched fetched = new Fetched();
            blocks.blockTransferService().fetchBlocks(host, port, executor, new String[] {block}, fetched, null);
            return fetched.packed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Packed local(BlockManager blocks, String block) throws IOException {
        ManagedBuffer bytes = blocks.getLocalBlockData(BlockId.apply(block));
        try {
            return read(bytes);
        } finally {
            bytes.release();
        }
    }

    private static Packed read(ManagedBuffer bytes) throws IOException {
        try (InputStream in = bytes.createInputStream()) {
            return Packed.read(in, bytes.size());
        }
    }

    /** Reads a block where it arrives, so that blocks of several processes are read at the same time. */
    private static final class Fetched implements BlockFetchingListener {
        private final CompletableFuture<Packed> packed = new CompletableFuture<>();

        @Override
        public void onBlockFetchSuccess(String block, ManagedBuffer bytes) {
            try {
                packed.complete(read(bytes));
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                packed.completeExceptionally(e);
            }
        }

        @Override
        public void onBlockFetchFailure(String block, Throwable cause) {
            packed.completeExceptionally(cause);
        }
    }

    /** Forgets the value: who has not fetched it can't any more. Does not wait for who is fetching it. */
    @Override
    public void close() {
        if (block.isEmpty()) {
            return;
        }
        UNNEEDED.add(block.get());
        BlockManager blocks = blocks();
        UNNEEDED.removeIf(unneeded -> {
            Option<BlockInfo> info = blocks.blockInfoManager().get(unneeded);
            if (info.isDefined() && info.get().readerCount() > 0) {
                return false;
            }
            if (info.isDefined()) {
                blocks.removeBlock(unneeded, false);
            }
            return true;
        });
    }

    private static BlockManager blocks() {
        return SparkEnv.get().blockManager();
    }
}
