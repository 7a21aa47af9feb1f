package io.espalier.run;

/** Shapes of a constraint schedule; see {@link io.espalier.schedule.Schedule}. */
public enum ScheduleKind {
    CONSTANT,
    LINEAR,
    COSINE,
    EXPONENTIAL,
    CUBIC,
    GRADUATED_OSCILLATION,
    WARMUP_OSCILLATION,
    STAGES
}
