package io.espalier.trainer;

import io.espalier.run.DataSummary;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord.PhaseRecord;

/** Told what happens in a run, in the driver's thread, after it happened. Looks, never changes. */
public interface TrainingListener {
    /** The data set was read. */
    default void dataRead(DataSummary data) {}

    /** A phase begins, or a resumed run goes on in it. */
    default void phaseStarted(String phase) {}

    /** A round ended; its record is durable. */
    default void roundEnded(RoundRecord round) {}

    /** A phase ended. */
    default void phaseEnded(PhaseRecord phase) {}

    /** Something that a person should know. Where the driver waits, this may come from another thread, while it waits. */
    default void warned(String message) {}
}
