package io.espalier.engine;

import io.espalier.constraint.KeptUnits;
import io.espalier.network.Network;
import java.util.HashMap;
import java.util.Map;

/**
 * What the draws of a layer's values are numbered by: units of the network before anything was cut out of it (see {@link
 * Network#valueNumbers}).
 */
final class DrawNumbers {
    private final Network network;
    private final Map<String, long[]> numbers = new HashMap<>();
    private KeptUnits original;

    /** Numbers of a network's own units. */
    DrawNumbers(Network network) {
        this.network = network;
        this.original = KeptUnits.all(network);
    }

    /** See {@link io.espalier.trainer.Replica#originalUnits}. */
    void set(KeptUnits units) {
        Map<String, Integer> present = KeptUnits.all(network).counts();
        if (!units.counts().equals(present)) {
            throw new IllegalArgumentException(
                    "Original units must be those of the groups " + present + ": " + units.counts());
        }
        if (!units.equals(original)) {
            original = units;
            numbers.clear();
        }
    }

    /** One a value of a layer, in their order; computed when asked for first. */
    long[] of(String layer) {
        long[] found = numbers.get(layer);
        if (found == null) {
            found = network.valueNumbers(layer, original.units());
            numbers.put(layer, found);
        }
        return found;
    }
}
