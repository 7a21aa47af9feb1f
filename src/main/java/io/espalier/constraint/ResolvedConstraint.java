package io.espalier.constraint;

import io.espalier.network.Network;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A constraint in numbers of units, and what it costs and saves.
 *
 * @param units target per group, in network order
 * @param network the network with these numbers of units
 * @param parametersBefore trained parameters of the network before it was constrained
 * @param parametersAfter trained parameters of {@code network}
 * @param flopsBefore operations of one example's forward pass before
 * @param flopsAfter the same of {@code network}
 */
public record ResolvedConstraint(
        Map<String, Integer> units,
        Network network,
        long parametersBefore,
        long parametersAfter,
        long flopsBefore,
        long flopsAfter)
        implements Serializable {
    public ResolvedConstraint {
        units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
    }

    /** The numbers of units given, for every group of a network. */
    public static ResolvedConstraint of(Network network, Map<String, Integer> units) {
        Network constrained = network.withUnits(units);
        return new ResolvedConstraint(
                units,
                constrained,
                network.layout().trainable(),
                constrained.layout().trainable(),
                network.flops(),
                constrained.flops());
    }

    /** Fraction of the trained parameters that is removed. */
    public double removedFraction() {
        return 1 - (double) parametersAfter / parametersBefore;
    }

    /** Fraction of the operations that is removed. */
    public double removedFlopsFraction() {
        return 1 - (double) flopsAfter / flopsBefore;
    }
}
