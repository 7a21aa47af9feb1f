package io.espalier.constraint;

/** Among which units the least important ones are looked for. */
public enum Ranking {
    /** Inside each group, which is narrowed to its own target. */
    PER_GROUP,
    /** Across all groups: importance decides how far each is narrowed. */
    GLOBAL
}
