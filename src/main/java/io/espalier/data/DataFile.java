package io.espalier.data;

import io.espalier.GivenPath;
import io.espalier.UserException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A local file that a job names: it is checked and opened here, so that every reader says the same about a bad one.
 * Travels.
 */
final class DataFile implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int BUFFER_BYTES = 1 << 16;

    private final String key;
    private final String name;
    /** An executor may have another working directory. */
    private final String absolute;

    /**
     * A file; it need not exist.
     *
     * @param key of the job file that names it: {@code data.path}
     * @param name as it stands there
     */
    DataFile(String key, String name) {
        if (name.matches("[A-Za-z][A-Za-z0-9+.-]+://.*")) {
            throw new UserException(
                    key + " must be a file on this machine; only parquet is read from elsewhere: " + name);
        }
        this.key = key;
        this.name = name;
        try {
            this.absolute = Path.of(name).toAbsolutePath().toString();
        } catch (InvalidPathException e) {
            throw new UserException(key + " is not a file name: " + name, e);
        }
    }

    /** Key of the job file that names it. */
    String key() {
        return key;
    }

    /** Name as the job file has it. */
    String name() {
        return name;
    }

    /** Where it is on this machine. */
    Path path() {
        return Path.of(absolute);
    }

    /**
     * Opens the file from its first byte; the content of a gzip file, known by its first bytes and not by its name.
     *
     * @throws UserException if it is missing, a directory or can't be read
     */
    InputStream open() {
        if (Files.isDirectory(path())) {
            throw new UserException(key + " must be a file; " + name + " is a directory");
        }
        GivenPath.refuseSpecial(path(), key);
        try {
            InputStream bytes = new BufferedInputStream(Files.newInputStream(path()), BUFFER_BYTES);
            return isGzip(bytes) ? inflated(bytes) : bytes;
        } catch (NoSuchFileException e) {
            throw new UserException(key + ": there is no file " + name, e);
        } catch (AccessDeniedException e) {
            throw new UserException(key + ": " + name + " can't be read: permission denied", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static InputStream inflated(InputStream bytes) throws IOException {
        try {
            return new BufferedInputStream(new GZIPInputStream(bytes, BUFFER_BYTES), BUFFER_BYTES);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    /** Whether the content is compressed. */
    boolean isGzip() {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(path()), 2)) {
            return isGzip(bytes);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static boolean isGzip(InputStream bytes) throws IOException {
        bytes.mark(2);
        boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        return gzip;
    }

    /** What to say when reading fails. */
    UserException unreadable(IOException e) {
        boolean damaged = e instanceof ZipException || e instanceof EOFException;
        return new UserException(
                damaged
                        ? key + ": " + name + " is a damaged or truncated gzip file"
                        : key + ": " + name + " can't be read: " + e.getMessage(),
                e);
    }
}
