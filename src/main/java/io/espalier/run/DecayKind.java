package io.espalier.run;

/** Shapes of the learning rate after the warm-up; see {@link io.espalier.schedule.RateDecay}. */
public enum DecayKind {
    CONSTANT,
    LINEAR,
    COSINE,
    EXPONENTIAL,
    STEP,
    INVERSE,
    POLYNOMIAL,
    SIGMOID,
    CYCLE,
    STAGES
}
