package io.espalier.dl4j;

import io.espalier.GivenPath;
import io.espalier.UserException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The entries of a model zip from anywhere: nothing of it is believed before it was checked.
 *
 * <p>Known names only, each once and at most as large as its kind can be; all together at most {@value #EXPANSION} times the file, so
 * that a small file can't fill the memory. Java-serialized objects are never read.
 */
final class ModelArchive implements AutoCloseable {
    static final String CONFIGURATION = "configuration.json";
    static final String COEFFICIENTS = "coefficients.bin";
    static final String UPDATER = "updaterState.bin";
    static final String NORMALIZER = "normalizer.bin";

    private static final long MEGABYTE = 1L << 20;
    private static final long EXPANSION = 100;
    /** As many floats as an array can hold. */
    private static final long MOST_ARRAY_BYTES = 4L * Integer.MAX_VALUE;

    /** Largest size of each entry that a model may have. */
    private static final Map<String, Long> LIMITS = new TreeMap<>(Map.of(
            CONFIGURATION,
            16 * MEGABYTE,
            COEFFICIENTS,
            MOST_ARRAY_BYTES,
            UPDATER,
            MOST_ARRAY_BYTES,
            NORMALIZER,
            256 * MEGABYTE,
            "noParams.marker",
            0L,
            "constraint.json",
            16 * MEGABYTE));

    private static final Set<String> SERIALIZED = Set.of("preprocessor.bin");

    private final Path file;
    private final ZipFile zip;

    private ModelArchive(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    /** Opens and checks a file; what is wrong with it is the user's. */
    static ModelArchive open(Path file) {
        GivenPath.refuseSpecial(file, "The model");
        if (!Files.isRegularFile(file)) {
            throw new UserException(file + ": " + (Files.exists(file) ? "is no file" : "no such file")
                    + "; a DL4J model zip is needed");
        }
        try {
            ZipFile zip = new ZipFile(file.toFile());
            try {
                requireSafe(file, zip);
                return new ModelArchive(file, zip);
            } catch (RuntimeException | IOException e) {
                zip.close();
                throw e;
            }
        } catch (IOException | IllegalArgumentException e) {
            // ZipFile throws IllegalArgumentException for names that are no UTF-8.
            throw new UserException(file + ": is no complete zip file: " + e.getMessage(), e);
        }
    }

    private static void requireSafe(Path file, ZipFile zip) throws IOException {
        long total = 0;
        Set<String> seen = new HashSet<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String name = entry.getName();
            long limit = limit(file, name);
            if (!seen.add(name)) {
                throw new UserException(file + ": entry " + name + " is there twice");
            }
            if (entry.getSize() < 0 || entry.getSize() > limit) {
                throw new UserException(file + ": entry " + name + " says that it has " + entry.getSize()
                        + " bytes; at most " + limit + " are allowed");
            }
            total += entry.getSize();
        }
        long most = 64 * MEGABYTE + EXPANSION * Files.size(file);
        if (total > most) {
            throw new UserException(file + ": its entries say that they have " + total + " bytes; at most " + most
                    + " are allowed for a file of this size");
        }
        for (String name : List.of(CONFIGURATION, COEFFICIENTS)) {
            if (!seen.contains(name)) {
                throw new UserException(file + ": has no entry " + name + ", so it is no DL4J model");
            }
        }
    }

    private static long limit(Path file, String name) {
        if (SERIALIZED.contains(name) || name.startsWith("objects/")) {
            throw new UserException(file + ": entry " + name + " holds serialized Java objects, which are never read");
        }
        Long limit = LIMITS.get(name);
        if (limit == null) {
            throw new UserException(file + ": entry " + name + " is unknown; a model may have " + LIMITS.keySet());
        }
        return limit;
    }

    /** Whether there is an entry. */
    boolean has(String name) {
        return zip.getEntry(name) != null;
    }

    /** Reads one entry by a reader that says in an IllegalArgumentException what is wrong; errors name file and entry. */
    <T> T read(String name, Reader<T> reader) {
        ZipEntry entry = zip.getEntry(name);
        try (InputStream raw = zip.getInputStream(entry);
                DataInputStream in = new DataInputStream(new BufferedInputStream(new Limited(raw, entry.getSize())))) {
            T value = reader.read(in);
            if (in.read() >= 0) {
                throw new IllegalArgumentException("is longer than its content");
            }
            return value;
        } catch (EOFException e) {
            throw new UserException(file + ": entry " + name + " ends too early", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException(file + ": entry " + name + " " + e.getMessage(), e);
        }
    }

    /** Reads an entry's content. */
    interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** Ends where an entry said that it ends, whatever comes out of the decompression. */
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;

        Limited(InputStream in, long size) {
            this.in = in;
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            left -= Math.max(count, 0);
            if (left < 0) {
                throw new IOException("is larger than it says");
            }
            return count;
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
