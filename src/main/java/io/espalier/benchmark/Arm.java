package io.espalier.benchmark;

import java.util.List;

/**
 * One side of a comparison: a job with some of its keys fixed.
 *
 * @param key the name in options and reports
 * @param sets keys of the job file with the values that make the arm, each {@code key=value}
 */
public record Arm(String key, List<String> sets) {
    public Arm {
        sets = List.copyOf(sets);
    }
}
