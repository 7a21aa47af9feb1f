package io.espalier.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job and what it is compared with.
 *
 * @param reference the job with some keys set otherwise
 * @param job the job as it is
 */
public record Comparison(Arm reference, Arm job) {
    /** Against the whole network on all examples from the beginning to the end of the same budget. */
    public static final Comparison WITH_DENSE =
            new Comparison(new Arm("dense", List.of("phases=[{baseline: 1}]")), new Arm("constrained", List.of()));

    /**
     * Against the same job with other values.
     *
     * @param sets each {@code key=value}
     */
    public static Comparison with(List<String> sets) {
        return new Comparison(new Arm("reference", sets), new Arm("job", List.of()));
    }

    /** Both sides, the reference first. */
    public List<Arm> arms() {
        return List.of(reference, job);
    }

    /** The side of a name. */
    public Optional<Arm> arm(String key) {
        return Stream.of(reference, job).filter(arm -> arm.key().equals(key)).findFirst();
    }
}
