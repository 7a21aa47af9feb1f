package io.espalier.store;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write a run directory; held by one owner at a time until closed. The operating system takes it back when
 * the process ends, however it ends.
 *
 * <p>The file stays when the lock is released: to delete it would let two processes lock two files of one name.
 */
public final class OwnerLock implements AutoCloseable {
    // On Linux, closing any channel of a file drops all locks that the process holds on it. A second owner in this
    // process must
    // therefore be refused before the file is opened.
    private static final Set<Path> OWNED_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final Optional<Object> key;

    private OwnerLock(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.key = key(file);
    }

    private static Optional<Object> key(Path file) throws IOException {
        return Optional.ofNullable(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    /** Whether the directory is still where it was owned: it may have been moved, or its file system taken away. */
    public boolean holds() {
        try {
            return key.equals(key(file));
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes the lock, or throws a {@link UserException} that names the directory and the process that has it. */
    static OwnerLock take(Path directory, Path lockFile) {
        Path file;
        try {
            file = directory.toRealPath().resolve(lockFile.getFileName());
        } catch (IOException e) {
            throw WriteFailure.of(lockFile, e, "name an existing run directory");
        }
        if (!OWNED_HERE.add(file)) {
            throw inUse(directory, String.valueOf(ProcessHandle.current().pid()));
        }
        try {
            return new OwnerLock(file, lockedChannel(directory, file));
        } catch (RuntimeException e) {
            OWNED_HERE.remove(file);
            throw e;
        } catch (IOException e) {
            OWNED_HERE.remove(file);
            throw WriteFailure.of(file, e, "make the run directory writable and start again");
        }
    }

    private static FileChannel lockedChannel(Path directory, Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    throw inUse(directory, Files.readString(file).strip());
                }
                byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
                channel.truncate(0).write(ByteBuffer.wrap(pid));
                return channel;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(directory, String.valueOf(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw WriteFailure.of(file, e, "make the run directory writable and start again");
        }
    }

    private static UserException inUse(Path directory, String pid) {
        String owner = pid.matches("\\d+") ? "process " + pid : "another process";
        return new UserException(
                "Run directory " + directory + " is in use by " + owner + "; wait until it ends or stop it");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw WriteFailure.of(file, e, "check the file system");
        } finally {
            OWNED_HERE.remove(file);
        }
    }
}
