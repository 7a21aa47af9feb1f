package io.espalier.api;

import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Status;
import io.espalier.store.RunDirectory;
import java.nio.file.Path;

/**
 * What a run that did not fail has left.
 *
 * @param directory of the run: record, rounds, scores, checkpoints, and, when it is complete, model and report
 * @param record as {@code run.json} has it
 * @param rounds done in all, those before a resume included
 */
public record TrainingResult(Path directory, RunRecord record, int rounds) {
    public TrainingResult {
        Status status = record.outcome().status();
        if (status != Status.COMPLETED && status != Status.STOPPED) {
            throw new IllegalArgumentException("A run that returns is completed or stopped: " + status);
        }
    }

    /** Whether the plan was trained to its end. If not, the run was asked to stop, and {@link Espalier#resume} goes on with it. */
    public boolean completed() {
        return record.outcome().status() == Status.COMPLETED;
    }

    /**
     * Fraction of the test examples that the final network classifies rightly, in [0, 1].
     *
     * @throws IllegalStateException if the run is not completed
     */
    public double testAccuracy() {
        return results().testQuality();
    }

    /**
     * All figures of the final network.
     *
     * @throws IllegalStateException if the run is not completed
     */
    public RunRecord.FinalRecord results() {
        return record.results()
                .orElseThrow(() -> new IllegalStateException("Run " + record.runId() + " is not completed"));
    }

    /** The report to look at in a browser; there when the run is completed. */
    public Path report() {
        return new RunDirectory(directory).reportHtml();
    }

    /** The network in DL4J's own format; there when the run is completed. */
    public Path model() {
        return new RunDirectory(directory).modelZip();
    }
}
