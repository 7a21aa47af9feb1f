package io.espalier.spark.task;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * What a standing task says to the driver. It and the answers are nothing but bytes, because Spark's messages do not find the classes
 * of an application; and what is large is cut into parts, which are on their way while others are still made or read.
 */
public final class Message {
    /** Small enough for the young generation of a small heap. */
    private static final int PART_BYTES = 1 << 18;

    private final Kind kind;
    private final int company;
    private final int member;
    private final int number;
    private final byte[] content;

    /** What it says. */
    public enum Kind {
        /** A part of an outcome; the number is the part's, from 0. */
        PART,
        /** Asks for work: the outcome of the last is all sent; the number is that of its parts. */
        DONE,
        /** Asks for a part of the task; the number is the part's, from 0. */
        FETCH
    }

    private Message(Kind kind, int company, int member, int number, byte[] content) {
        this.kind = kind;
        this.company = company;
        this.member = member;
        this.number = number;
        this.content = content;
    }

    /** The message in bytes. */
    static byte[][] of(Kind kind, int company, int member, int number, byte... content) {
        return new byte[][] {
            ByteBuffer.allocate(4 * Integer.BYTES)
                    .putInt(kind.ordinal())
                    .putInt(company)
                    .putInt(member)
                    .putInt(number)
                    .array(),
            content
        };
    }

    /** The message that bytes are. */
    public static Message read(byte[][] bytes) {
        ByteBuffer numbers = ByteBuffer.wrap(bytes[0]);
        return new Message(
                Kind.values()[numbers.getInt()], numbers.getInt(), numbers.getInt(), numbers.getInt(), bytes[1]);
    }

    /** What it says. */
    public Kind kind() {
        return kind;
    }

    /** Number of the company of standing tasks that it comes from. */
    public int company() {
        return company;
    }

    /** Which standing task of its company it comes from, from 0. */
    public int member() {
        return member;
    }

    /** As its kind says. */
    public int number() {
        return number;
    }

    /** Of a part. */
    public byte[] content() {
        return content;
    }

    /**
     * Tells a standing task to work on a piece.
     *
     * @param parts of the task; 0 for the one that it has from the work before
     */
    public static byte[][] work(Placed piece, int parts) {
        List<byte[]> bytes = new ArrayList<>();
        write(piece, bytes::add);
        bytes.add(0, ByteBuffer.allocate(Integer.BYTES).putInt(parts).array());
        return bytes.toArray(byte[][]::new);
    }

    /** Parts of the task that comes with work. */
    static int parts(byte[][] work) {
        return ByteBuffer.wrap(work[0]).getInt();
    }

    /** The piece that work is on. */
    static Placed piece(byte[][] work) {
        return (Placed) read(work.length - 1, part -> work[1 + part]);
    }

    /** Tells a standing task to end. */
    public static byte[][] end() {
        return new byte[0][];
    }

    /** Whether an answer tells a standing task to end. */
    static boolean isEnd(byte[][] answer) {
        return answer.length == 0;
    }

    /** Serialises a value. */
    public static void write(Serializable value, Consumer<byte[]> parts) {
        try (ObjectOutputStream out = new ObjectOutputStream(new Cut(parts))) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The value again, by the classes of the thread's application.
     *
     * @param parts which may be waited for
     */
    public static Object read(int count, IntFunction<byte[]> parts) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (ObjectInputStream in = new ObjectInputStream(new Joined(count, parts)) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
                try {
                    return Class.forName(description.getName(), false, loader);
                } catch (ClassNotFoundException e) {
                    // Of a primitive type.
                    return super.resolveClass(description);
                }
            }
        }) {
            return in.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Driver and executors have other versions of Espalier", e);
        }
    }

    /** Gives its bytes on in parts. */
    private static final class Cut extends OutputStream {
        private final Consumer<byte[]> parts;
        private byte[] part = new byte[PART_BYTES];
        private int length;

        Cut(Consumer<byte[]> parts) {
            this.parts = parts;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            for (int done = 0; done < count; ) {
                int now = Math.min(count - done, part.length - length);
                System.arraycopy(bytes, offset + done, part, length, now);
                length += now;
                done += now;
                if (length == part.length) {
                    parts.accept(part);
                    part = new byte[PART_BYTES];
                    length = 0;
                }
            }
        }

        @Override
        public void close() {
            if (length > 0) {
                parts.accept(Arrays.copyOf(part, length));
                length = 0;
            }
        }
    }

    /** Reads parts one after the other. */
    private static final class Joined extends InputStream {
        private final int count;
        private final IntFunction<byte[]> parts;
        private ByteArrayInputStream part = new ByteArrayInputStream(new byte[0]);
        private int next;

        Joined(int count, IntFunction<byte[]> parts) {
            this.count = count;
            this.parts = parts;
        }

        @Override
        public int read() {
            return turned() ? part.read() : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return turned() ? part.read(into, offset, length) : -1;
        }

        /** Whether there is more, for which it may turn to the next part. */
        private boolean turned() {
            while (part.available() == 0 && next < count) {
                part = new ByteArrayInputStream(parts.apply(next++));
            }
            return part.available() > 0;
        }
    }
}
