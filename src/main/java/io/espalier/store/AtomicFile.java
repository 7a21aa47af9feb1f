package io.espalier.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files so that a crash at any moment leaves the old content or the new one, never a part of it. */
public final class AtomicFile {
    /** Start of names that hold unfinished content. */
    static final String TEMPORARY = ".tmp-";

    private AtomicFile() {}

    /** What a file shall hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes the whole content; need not flush or close. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Creates or replaces a file: written under a temporary name in the same directory, forced to the disk, moved.
     * Directories on the way are created.
     *
     * @throws io.espalier.UserException if it can't be written; the old content stays and nothing is left behind
     */
    public static void write(Path file, Content content) {
        Path temporary = file.resolveSibling(TEMPORARY + file.getFileName());
        try {
            Files.createDirectories(directoryOf(file));
            try {
                writeDurably(temporary, content);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            force(directoryOf(file));
        } catch (IOException e) {
            throw WriteFailure.of(file, e, "make the place writable, with free space, and start again");
        }
    }

    /** Writes a file in place and forces it to the disk. */
    static void writeDurably(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /** Forces a file, or the entries of a directory, to the disk: without this a move may be undone by a power failure. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("Not a file in a directory: " + file);
        }
        return parent;
    }
}
