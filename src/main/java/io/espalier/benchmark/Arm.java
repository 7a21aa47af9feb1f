package io.espalier.benchmark;

import java.util.List;
import java.util.Locale;

/** One side of a comparison: a job with some of its keys fixed. */
public enum Arm {
    /** The whole network on all examples from the beginning to the end of the same budget. */
    DENSE,
    /** The job as it is. */
    CONSTRAINED;

    /** The name in options and reports. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Keys of the job file with the values that make the arm, each {@code key=value}. */
    List<String> sets() {
        return switch (this) {
            case DENSE -> List.of("phases=[{baseline: 1}]");
            case CONSTRAINED -> List.of();
        };
    }
}
