package io.espalier.data;

import io.espalier.UserException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One IDX file of unsigned bytes, plain or gzip (format of the MNIST files, Y. LeCun, C. Cortes and C. J. C. Burges).
 *
 * <p>Big-endian: two zero bytes, the type (0x08: unsigned byte), the number of dimensions, then each dimension as an
 * int, the first one the number of items; then the items.
 */
final class IdxFile implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MAX_ITEM_BYTES = 1 << 24;

    private final DataFile file;
    private final int[] dimensions;

    /**
     * Reads and checks the header; of a plain file also its length.
     *
     * @param minDimensions fewest dimensions, the number of items included
     * @param maxDimensions most dimensions
     */
    IdxFile(DataFile file, int minDimensions, int maxDimensions) {
        this.file = file;
        try (InputStream bytes = file.open()) {
            dimensions = header(bytes, minDimensions, maxDimensions);
            if (!file.isGzip()) {
                checkLength(Files.size(file.path()));
            }
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    private int[] header(InputStream bytes, int minDimensions, int maxDimensions) throws IOException {
        byte[] magic = bytes.readNBytes(4);
        if (magic.length == 0) {
            throw new UserException(file.name() + " is empty; an IDX file is needed");
        }
        if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
            throw new UserException(
                    file.name() + " is not an IDX file: it must begin with two zero bytes, a type and a number"
                            + " of dimensions, not " + hex(magic));
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw new UserException(file.name() + " must have values of type 0x08 (unsigned byte): " + hex(magic[2]));
        }
        if (magic[3] < minDimensions || magic[3] > maxDimensions) {
            throw new UserException(file.name() + " must have " + minDimensions
                    + (minDimensions == maxDimensions ? "" : " to " + maxDimensions) + " dimensions: " + magic[3]);
        }
        byte[] sizes = bytes.readNBytes(magic[3] * Integer.BYTES);
        if (sizes.length < magic[3] * Integer.BYTES) {
            throw new UserException(file.name() + " is truncated: its header takes " + (4 + magic[3] * Integer.BYTES)
                    + " bytes, it has " + (4 + sizes.length));
        }
        int[] read = new int[magic[3]];
        ByteBuffer.wrap(sizes).asIntBuffer().get(read);
        long item = 1;
        for (int i = 1; i < read.length; i++) {
            item = item > MAX_ITEM_BYTES ? item : item * read[i];
        }
        if (Arrays.stream(read).anyMatch(size -> size < 1) || item > MAX_ITEM_BYTES) {
            throw new UserException(file.name() + " has impossible dimensions: " + text(read));
        }
        return read;
    }

    /** Number of items. */
    int count() {
        return dimensions[0];
    }

    /** Dimensions of one item; empty for single values. */
    int[] itemDimensions() {
        return Arrays.copyOfRange(dimensions, 1, dimensions.length);
    }

    /** Values of one item. */
    int itemSize() {
        return Arrays.stream(itemDimensions()).reduce(1, (a, b) -> a * b);
    }

    /** Dimensions of one item for messages: {@code 28 x 28}. */
    String itemText() {
        return text(itemDimensions());
    }

    /** The file. */
    DataFile file() {
        return file;
    }

    /** Opens the items. */
    Items items() {
        return new Items();
    }

    private long headerBytes() {
        return 4 + (long) dimensions.length * Integer.BYTES;
    }

    private void checkLength(long length) {
        long expected = headerBytes() + (long) count() * itemSize();
        if (length < expected) {
            throw new UserException(file.name() + " is truncated: " + text(dimensions) + " values take " + expected
                    + " bytes with the header, it has " + length);
        }
        if (length > expected) {
            throw tooLong();
        }
    }

    private UserException tooLong() {
        return new UserException(
                file.name() + " goes on after its last value: its header says " + text(dimensions) + " values");
    }

    private static String text(int[] sizes) {
        return Arrays.stream(sizes).mapToObj(size -> Integer.toString(size)).collect(Collectors.joining(" x "));
    }

    private static String hex(byte... bytes) {
        return IntStream.range(0, bytes.length)
                .mapToObj(i -> String.format(Locale.ROOT, "0x%02x", bytes[i]))
                .collect(Collectors.joining(" "));
    }

    /** The items, one after the other. */
    final class Items implements AutoCloseable {
        private final InputStream bytes = file.open();
        private final byte[] item = new byte[itemSize()];
        private int taken;

        Items() {
            try {
                bytes.skipNBytes(headerBytes());
            } catch (IOException e) {
                throw file.unreadable(e);
            }
        }

        /** The bytes of the next item, in an array that is used again; after the last one, the file must end. */
        byte[] next() {
            int got = read();
            if (got < item.length) {
                checkLength(headerBytes() + (long) taken * item.length + got);
            }
            taken++;
            if (taken == count() && !atEnd()) {
                throw tooLong();
            }
            return item;
        }

        /** As many bytes of an item as there are: a truncated gzip file ends with an exception, a plain one without. */
        private int read() {
            int got = 0;
            try {
                while (got < item.length) {
                    int count = bytes.read(item, got, item.length - got);
                    if (count < 0) {
                        break;
                    }
                    got += count;
                }
            } catch (EOFException e) {
                return got;
            } catch (IOException e) {
                throw file.unreadable(e);
            }
            return got;
        }

        private boolean atEnd() {
            try {
                return bytes.read() < 0;
            } catch (IOException e) {
                throw file.unreadable(e);
            }
        }

        @Override
        public void close() {
            try {
                bytes.close();
            } catch (IOException e) {
                throw file.unreadable(e);
            }
        }
    }
}
