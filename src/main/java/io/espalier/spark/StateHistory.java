package io.espalier.spark;

import io.espalier.spark.task.Packed;
import io.espalier.spark.task.SavedStates;
import io.espalier.trainer.RoundTask;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What makes lost states of workers again: where the states of the last checkpoint lie, and the tasks of all rounds since, as files on
 * the driver's disk.
 */
final class StateHistory implements AutoCloseable {
    private final Path directory;
    private SavedStates base = SavedStates.START;
    private int last;

    /** An empty history under a directory for temporary files. */
    StateHistory(Path parent) {
        try {
            Files.createDirectories(parent);
            this.directory = Files.createTempDirectory(parent, "rounds-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SavedStates base() {
        return base;
    }

    /** The last round whose task, or whose states, it has. */
    int last() {
        return last;
    }

    /** Begins at the states of a checkpoint; the tasks of earlier rounds are no longer needed. */
    void startAt(SavedStates newBase) {
        for (int round = base.round() + 1; round <= Math.min(last, newBase.round()); round++) {
            delete(round);
        }
        base = newBase;
        last = Math.max(last, newBase.round());
    }

    /** Keeps the task of a round; called again for a round that is tried again, it changes nothing. */
    void add(RoundTask task) {
        if (task.round() <= last) {
            return;
        }
        try (FileChannel channel = FileChannel.open(
                file(task.round()),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            Packed.of(task).write(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't write " + file(task.round()) + ": " + e.getMessage(), e);
        }
        last = task.round();
    }

    /** The task of a round after the base. */
    RoundTask task(int round) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file(round)))) {
            return (RoundTask) Packed.read(in, Files.size(file(round))).value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(int round) {
        return directory.resolve("round-" + round + ".task");
    }

    private void delete(int round) {
        try {
            Files.deleteIfExists(file(round));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (int round = base.round() + 1; round <= last; round++) {
            delete(round);
        }
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
