package io.espalier.run;

import io.espalier.Words;

/** What a second of a run was spent on. Every second has exactly one cause. */
public enum Cause {
    /** Steps of the slowest accepted task of a round. */
    COMPUTE,
    /** Its launch delay. */
    SCHEDULING,
    /** The rest of a round's job: broadcast, results, reduction. */
    COMMUNICATION,
    EVALUATION,
    SCORING,
    COMPACTION,
    CHECKPOINT,
    /** Diagnostics that training does not need: quality of the other version. */
    MONITORING,
    /** Start-up and everything else. */
    OTHER,
    /** From the resumed manifest, or from the run's beginning where there is none, to the restart; not part of the run's seconds. */
    STOPPED;

    /** The key in records: lower case. */
    public String key() {
        return Words.word(this);
    }
}
