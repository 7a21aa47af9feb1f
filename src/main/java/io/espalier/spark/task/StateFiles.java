package io.espalier.spark.task;

import io.espalier.trainer.WorkerState;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The workers' states on the disk of one executor, a file a worker and round, so that there may be more of them than memory holds.
 *
 * <p>The state of the round before is kept beside the newest one: until the driver begins the next round, a task may be asked to train
 * the same round again. Attempts of one task may run side by side; they write the same bits, each under a name of its own first.
 */
final class StateFiles {
    private final Path directory;

    StateFiles(Path directory) {
        this.directory = directory;
    }

    /** The state of a worker after a round, if it was trained here. */
    Optional<WorkerState> read(int worker, int round) {
        Path file = file(worker, round);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return Optional.of(WorkerState.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the state of a worker, and of the older ones only that of the round before. */
    void write(int worker, WorkerState state) {
        try {
            Path temporary = directory.resolve(prefix(worker) + ShardTask.attempt() + ".tmp");
            write(state, temporary);
            Files.move(
                    temporary,
                    file(worker, state.round()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            removeBefore(worker, state.round() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(WorkerState state, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            state.write(out);
        }
    }

    private void removeBefore(int worker, int round) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, prefix(worker) + "[0-9]*.state")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                int found =
                        Integer.parseInt(name.substring(prefix(worker).length(), name.length() - ".state".length()));
                if (found < round) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path file(int worker, int round) {
        return directory.resolve(prefix(worker) + round + ".state");
    }

    private static String prefix(int worker) {
        return "worker-" + worker + "-round-";
    }
}
