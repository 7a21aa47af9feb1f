package io.espalier.trainer;

/** What a worker can note of an example when a step presents it. */
public enum Observation {
    /** Its loss, in the place of the one before: what dynamic selection looks at. */
    LOSS,
    /** Its margin, added to the earlier ones. */
    MARGIN,
    /** Whether it is classified right, and whether it was before. */
    FORGETTING
}
