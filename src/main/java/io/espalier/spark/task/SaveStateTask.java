package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.Shard;
import io.espalier.trainer.WorkerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a worker's state to a place that survives the executor; gives the file's name. */
public final class SaveStateTask extends ShardTask<String> {
    private static final long serialVersionUID = 1L;

    private final int round;
    private final String directory;
    private final String application;
    private final SavedStates base;

    /**
     * A task that writes the states after a round.
     *
     * @param application Spark's id of it
     */
    public SaveStateTask(
            TaskSettings settings, Scaler scaler, int round, String directory, String application, SavedStates base) {
        super(settings, scaler);
        this.round = round;
        this.directory = directory;
        this.application = application;
        this.base = base;
    }

    @Override
    Outcome<String> compute(ExecutorNode node, Slice slice, Shard shard) {
        Optional<WorkerState> state = node.state(slice.index(), round, base);
        if (state.isEmpty()) {
            return Outcome.missingState(slice, round);
        }
        // Attempts may write side by side, also those of an application whose driver was killed: the driver takes the
        // file
        // that the accepted one names.
        String name = "worker-" + slice.index() + "-" + application + "-" + attempt() + ".state";
        try {
            StateFiles.write(state.get(), Path.of(directory, name));
        } catch (IOException e) {
            throw RunDirectoryException.written(Path.of(directory), e);
        }
        return Outcome.done(name);
    }
}
