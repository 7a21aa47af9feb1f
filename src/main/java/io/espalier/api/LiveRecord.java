package io.espalier.api;

import io.espalier.UserException;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.TrainingPlan;
import io.espalier.store.OwnerLock;
import io.espalier.store.RecordJson;
import io.espalier.store.RunDirectory;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The record of a run that is under way: what is known of it by now, and its file in the run directory, which this process owns.
 *
 * <p>Close it to give up the directory.
 */
final class LiveRecord implements AutoCloseable {
    private final TrainingPlan plan;
    private final RunDirectory directory;
    private final OwnerLock lock;
    private final RecordJson records;
    private RunRecord record;

    /**
     * A record that is not written yet.
     *
     * @param plan that it is written with
     * @throws UserException if another process owns the directory
     */
    LiveRecord(RunRecord record, TrainingPlan plan, RunDirectory directory, RecordJson records) {
        this.record = record;
        this.plan = plan;
        this.directory = directory;
        this.lock = directory.own();
        this.records = records;
    }

    /** As it is now. */
    RunRecord value() {
        return record;
    }

    /** Notes something, without writing it. */
    void change(UnaryOperator<RunRecord> with) {
        record = with.apply(record);
    }

    /** Notes how far the run has come, without writing it. */
    void end(List<PhaseRecord> phases, Outcome outcome, Optional<FinalRecord> results) {
        record = new RunRecord(
                record.schemaVersion(),
                record.runId(),
                plan,
                record.provenance(),
                record.data(),
                phases,
                outcome,
                results);
    }

    /** Writes it with an outcome. */
    void write(Outcome outcome) {
        end(record.phases(), outcome, record.results());
        write();
    }

    /** Writes it. */
    void write() {
        requireDirectory();
        records.write(record, directory.record());
    }

    /** What ended the run goes before a record that can't be written, for the same reason perhaps. */
    void fail(Exception cause, String reason) {
        try {
            write(new Outcome(Status.FAILED, reason));
        } catch (UserException unwritten) {
            cause.addSuppressed(unwritten);
        }
    }

    /** Whether the directory is there, and this process's. */
    boolean holdsDirectory() {
        return lock.holds();
    }

    /** Nothing is written where the run directory only was: it would be in its way when it comes back. */
    void requireDirectory() {
        if (!holdsDirectory()) {
            throw new UserException("Run directory " + directory.path() + " is gone; bring it back, writable, and "
                    + directory.goingOn());
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
