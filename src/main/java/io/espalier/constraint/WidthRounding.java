package io.espalier.constraint;

import io.espalier.network.Group;
import io.espalier.network.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Rounds widths to multiples of 8, which kernels like, where the reduction stays near the one wanted.
 *
 * <p>Each width may become the multiple below or above, at least 8 and at most what it was before it was constrained.
 * Of all combinations the one nearest to the wanted reduction is taken; of equally near ones the one with the wider
 * first group. If none lies within 0.5 percentage points, nothing is rounded. With more than 12 groups all combinations
 * would be too many: then the 12 widest are tried in all ways and the others take their nearest multiple.
 */
final class WidthRounding {
    private static final int MULTIPLE = 8;
    private static final double TOLERANCE = 0.005;
    private static final int SEARCHED = 12;

    private final Network network;
    private final long before;
    private final List<Group> groups;

    private Map<String, Integer> best = Map.of();
    private double bestDistance = Double.POSITIVE_INFINITY;

    WidthRounding(Network network, long before, List<Group> groups) {
        this.network = network;
        this.before = before;
        this.groups = groups;
    }

    /** The rounded numbers of units, or the exact ones where rounding leads too far away. */
    Map<String, Integer> nearest(Map<String, Integer> exact, double wanted) {
        List<Group> searched = groups.stream()
                .sorted(Comparator.comparing(Group::units).reversed())
                .limit(SEARCHED)
                .toList();
        Map<String, Integer> start = new LinkedHashMap<>(exact);
        groups.stream()
                .filter(group -> !searched.contains(group))
                .forEach(group ->
                        start.put(group.name(), closest(group, start.getOrDefault(group.name(), group.units()))));
        List<Group> inOrder = groups.stream().filter(searched::contains).toList();
        search(inOrder, start, exact, wanted);
        return bestDistance <= TOLERANCE ? best : exact;
    }

    private void search(List<Group> left, Map<String, Integer> chosen, Map<String, Integer> exact, double wanted) {
        if (left.isEmpty()) {
            double removed = 1 - (double) network.withUnits(chosen).layout().trainable() / before;
            double distance = Math.abs(removed - wanted);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = new LinkedHashMap<>(chosen);
            }
            return;
        }
        Group group = left.get(0);
        for (int width : candidates(group, exact.getOrDefault(group.name(), group.units()))) {
            chosen.put(group.name(), width);
            search(left.subList(1, left.size()), chosen, exact, wanted);
        }
    }

    /** The wider first, so that the first of equally near combinations is the one to take. */
    private static List<Integer> candidates(Group group, int width) {
        int below = width / MULTIPLE * MULTIPLE;
        int above = (width + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
        int least = Math.min(MULTIPLE, group.units());
        TreeSet<Integer> candidates = new TreeSet<>(Comparator.reverseOrder());
        candidates.add(Math.max(least, below));
        candidates.add(Math.max(least, Math.min(above, group.units())));
        return new ArrayList<>(candidates);
    }

    private static int closest(Group group, int width) {
        return candidates(group, width).stream()
                .min(Comparator.comparing(candidate -> Math.abs(candidate - width)))
                .orElseThrow();
    }
}
