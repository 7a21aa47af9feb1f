package io.espalier.trainer;

import io.espalier.importance.DynamicSelection;
import java.io.Serializable;
import java.util.Set;

/**
 * How a round presents the selected examples, and what its workers note of them.
 *
 * @param dynamic which of them an epoch passes over
 * @param noted of those that are presented; what a round does not note is no longer remembered after it
 */
public record Presentations(DynamicSelection dynamic, Set<Observation> noted) implements Serializable {
    /** All are presented, nothing is noted. */
    public static final Presentations PLAIN = new Presentations(new DynamicSelection.None(), Set.of());

    public Presentations {
        noted = Set.copyOf(noted);
        if (dynamic.usesLosses() && !noted.contains(Observation.LOSS)) {
            throw new IllegalArgumentException("A selection by losses needs them noted: " + dynamic);
        }
    }
}
