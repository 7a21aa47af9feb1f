package io.espalier.run;

/** Kinds of phase. */
public enum PhaseKind {
    /** Dense network, all examples. */
    BASELINE,
    /** The schedule moves width and data; masked units. */
    HYBRID,
    /** The compacted network; the kept examples, at the end all of them. */
    CONSTRAINED
}
