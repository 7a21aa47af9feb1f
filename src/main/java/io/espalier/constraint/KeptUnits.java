package io.espalier.constraint;

import io.espalier.network.Group;
import io.espalier.network.Network;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which units of each group are active: the mask of a network, or what compaction leaves.
 *
 * @param units per group name, in network order: indices of the kept units, ascending
 */
public record KeptUnits(Map<String, List<Integer>> units) implements Serializable {
    public KeptUnits {
        Map<String, List<Integer>> copy = new LinkedHashMap<>();
        units.forEach((group, kept) -> {
            if (kept.isEmpty()) {
                throw new IllegalArgumentException("A group keeps at least 1 unit: " + group);
            }
            if (!IntStream.range(1, kept.size()).allMatch(i -> kept.get(i - 1) < kept.get(i))) {
                throw new IllegalArgumentException("Kept units must ascend: " + group + " " + kept);
            }
            copy.put(group, List.copyOf(kept));
        });
        units = Collections.unmodifiableMap(copy);
    }

    /** All units of a network. */
    public static KeptUnits all(Network network) {
        Map<String, List<Integer>> all = new LinkedHashMap<>();
        for (Group group : network.groups()) {
            all.put(group.name(), IntStream.range(0, group.units()).boxed().toList());
        }
        return new KeptUnits(all);
    }

    /** Number of kept units per group, in network order. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        units.forEach((group, kept) -> counts.put(group, kept.size()));
        return counts;
    }

    /** Kept units of one group as an array. */
    public int[] of(String group) {
        List<Integer> kept = units.get(group);
        if (kept == null) {
            throw new IllegalArgumentException("No group " + group + "; groups are "
                    + Arrays.toString(units.keySet().toArray()));
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }
}
