package io.espalier.spark.task;

import io.espalier.trainer.WorkerFiles;
import io.espalier.trainer.WorkerState;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The last states of all workers that survive the loss of every executor: those of the last checkpoint, or the fresh ones.
 *
 * @param round after which they are
 * @param files where they lie
 */
public record SavedStates(int round, WorkerFiles files) implements Serializable {
    /** Before the first round. */
    public static final SavedStates START = new SavedStates(0, WorkerFiles.NONE);

    /** The state of a worker. */
    WorkerState read(int worker) {
        if (round == 0) {
            return WorkerState.fresh();
        }
        Path file = Path.of(files.directory(), files.names().get(worker));
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return WorkerState.read(in);
        } catch (IOException e) {
            throw RunDirectoryException.read(file, e);
        }
    }
}
