package io.espalier.constraint;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import io.espalier.network.Group;
import io.espalier.network.Network;
import io.espalier.network.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Importance of units that needs no data: one array a group, one value a unit, at least 0, higher is more important.
 */
public final class UnitImportance {
    private UnitImportance() {}

    /** Zeros of the right sizes, to be added to. */
    public static List<double[]> zeros(Network network) {
        return network.groups().stream().map(group -> new double[group.units()]).toList();
    }

    /**
     * Euclidean length of the values that produce a unit (Li et al., "Pruning filters for efficient convnets", 2017,
     * arXiv 1608.08710, with their L1 replaced by L2 and tied layers taken together).
     *
     * @param weights the flat parameter vector
     */
    public static List<double[]> l2(Network network, float[] weights) {
        ParameterLayout layout = network.layout();
        List<double[]> importances = new ArrayList<>();
        for (Group group : network.groups()) {
            importances.add(IntStream.range(0, group.units())
                    .mapToDouble(unit -> Math.sqrt(TaylorImportance.produced(group, unit, layout, weights, weights)))
                    .toArray());
        }
        return importances;
    }

    /**
     * Uniform draws in [0, 1): the baseline that any other measure has to beat. The same for the same seed and group
     * names; a unit's draw depends on its index, so draw once, before a compaction moves it.
     */
    public static List<double[]> random(Network network, long seed) {
        List<double[]> importances = new ArrayList<>();
        for (Group group : network.groups()) {
            SplitMix64 random = Hashing.random(seed, "unit-importance/" + group.name());
            importances.add(IntStream.range(0, group.units())
                    .mapToDouble(unit -> random.nextDouble())
                    .toArray());
        }
        return importances;
    }
}
