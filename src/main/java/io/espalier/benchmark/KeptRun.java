package io.espalier.benchmark;

import io.espalier.run.RunRecord;
import java.nio.file.Path;

/**
 * A completed run whose directory is there until this is closed.
 *
 * @param record as it was written
 * @param directory of the run
 * @param release called when it is not needed any more
 */
public record KeptRun(RunRecord record, Path directory, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
        release.run();
    }
}
