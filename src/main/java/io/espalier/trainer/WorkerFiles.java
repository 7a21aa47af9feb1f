package io.espalier.trainer;

import java.io.Serializable;
import java.util.List;

/**
 * Where the workers' states of a checkpoint lie.
 *
 * @param directory that every machine of the run can read
 * @param names of the files in it, one a worker, in worker order; empty where workers keep no state
 */
public record WorkerFiles(String directory, List<String> names) implements Serializable {
    /** Of a run whose workers keep no state, or before the first round. */
    public static final WorkerFiles NONE = new WorkerFiles("", List.of());

    public WorkerFiles {
        names = List.copyOf(names);
    }
}
