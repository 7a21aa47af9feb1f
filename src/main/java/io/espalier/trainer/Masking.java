package io.espalier.trainer;

import io.espalier.constraint.Compaction;
import io.espalier.constraint.KeptUnits;
import io.espalier.network.Network;
import java.util.Optional;

/**
 * How arrays that are parallel to a network's parameters look while some units are masked: as they are trained, with zeros, and as they
 * are stored, where a masked unit keeps the values that it had. Where all units are active nothing is copied.
 */
final class Masking {
    private final Optional<Compaction> compaction;

    private Masking(Optional<Compaction> compaction) {
        this.compaction = compaction;
    }

    /** The masking of a network by its active units. */
    static Masking of(Network network, KeptUnits active) {
        return new Masking(
                active.equals(KeptUnits.all(network)) ? Optional.empty() : Optional.of(Compaction.of(network, active)));
    }

    /** The values as they are trained: those of masked units zero. */
    float[] project(float[] stored) {
        return compaction
                .map(some -> {
                    float[] copy = stored.clone();
                    some.project(copy);
                    return copy;
                })
                .orElse(stored);
    }

    /**
     * Makes trained values those that are stored, in place: masked units' become what they were before.
     *
     * @param trained an array that nothing else holds; active units' values stay
     * @param before as stored
     */
    void restore(float[] trained, float[] before) {
        compaction.ifPresent(some -> some.copyMasked(before, trained));
    }
}
