package io.espalier.constraint;

import io.espalier.network.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses which units are active when a schedule says how many.
 *
 * <p>A unit's importance is its mean over the history. First the number is met: the least important active units are
 * masked, or the most important masked ones come back. Then masked units displace active ones, the most important the
 * least, as long as they are at least 10 % more important: without that margin units of nearly equal importance would
 * change places every round and lose what they learned. Of equally important units the lower index is preferred.
 */
public final class UnitSelector {
    /** How many times as important a masked unit must be to displace an active one. */
    private static final double MARGIN = 1.1;

    private UnitSelector() {}

    /**
     * A choice of units.
     *
     * @param kept active units
     * @param changes units that were active and are masked now, or the other way round
     */
    public record Choice(KeptUnits kept, int changes) {}

    /**
     * The active units of the next round.
     *
     * @param groups of the network
     * @param active units so far
     * @param counts per group: exactly so many will be active, in [1, units]
     * @param history importance of the last rounds, see {@link ImportanceHistory}; with none all units are equal
     */
    public static Choice select(
            List<Group> groups, KeptUnits active, Map<String, Integer> counts, List<List<double[]>> history) {
        List<double[]> importances = ImportanceHistory.mean(groups, history);
        Map<String, List<Integer>> chosen = new LinkedHashMap<>();
        int changes = 0;
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            List<Integer> before = active.units().getOrDefault(group.name(), List.of());
            List<Integer> after = select(importances.get(i), before, count(group, counts));
            chosen.put(group.name(), after);
            long common = after.stream().filter(Set.copyOf(before)::contains).count();
            changes += before.size() + after.size() - 2 * (int) common;
        }
        return new Choice(new KeptUnits(chosen), changes);
    }

    private static int count(Group group, Map<String, Integer> counts) {
        Integer count = counts.get(group.name());
        if (count == null || count < 1 || count > group.units()) {
            throw new IllegalArgumentException(
                    "Count of group " + group.name() + " must be in [1, " + group.units() + "]: " + count);
        }
        return count;
    }

    private static List<Integer> select(double[] importance, List<Integer> active, int count) {
        List<Integer> kept = new ArrayList<>();
        List<Integer> masked = new ArrayList<>();
        Set<Integer> before = Set.copyOf(active);
        for (int unit : Importances.strongestFirst(importance)) {
            (before.contains(unit) ? kept : masked).add(unit);
        }
        while (kept.size() > count) {
            kept.remove(kept.size() - 1);
        }
        int returning = count - kept.size();
        kept.addAll(masked.subList(0, returning));
        displace(importance, kept, masked.subList(returning, masked.size()));
        return kept.stream().sorted().toList();
    }

    /** Units that were only just masked take no part: none of them is more important than one that was kept. */
    private static void displace(double[] importance, List<Integer> kept, List<Integer> maskedStrongestFirst) {
        kept.sort(Importances.order(importance).reversed());
        for (int i = 0; i < Math.min(kept.size(), maskedStrongestFirst.size()); i++) {
            double challenger = importance[maskedStrongestFirst.get(i)];
            double holder = importance[kept.get(i)];
            if (challenger <= holder || challenger < MARGIN * holder) {
                return;
            }
            kept.set(i, maskedStrongestFirst.get(i));
        }
    }
}
