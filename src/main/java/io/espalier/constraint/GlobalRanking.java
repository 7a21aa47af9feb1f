package io.espalier.constraint;

import io.espalier.network.Group;
import io.espalier.network.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets the units of all free groups compete. */
final class GlobalRanking {
    private final Network network;
    private final List<Group> groups;
    private final List<double[]> importances;

    GlobalRanking(Network network, List<double[]> importances) {
        this.network = network;
        this.groups = network.groups();
        this.importances = importances;
        Importances.requireFit(groups, importances);
    }

    /** The kept units when about so many parameters are left. */
    KeptUnits keep(Map<String, Integer> bound, long parameters) {
        List<Candidate> weakestFirst = removable(bound);
        int fewest = 0;
        int most = weakestFirst.size();
        while (most - fewest > 1) {
            int middle = (fewest + most) / 2;
            if (left(weakestFirst, middle, bound) > parameters) {
                fewest = middle;
            } else {
                most = middle;
            }
        }
        boolean fewestIsNearer =
                left(weakestFirst, fewest, bound) - parameters < parameters - left(weakestFirst, most, bound);
        return kept(weakestFirst.subList(0, fewestIsNearer ? fewest : most), bound);
    }

    /** Every unit of the free groups but each group's best, in the order of removal. */
    private List<Candidate> removable(Map<String, Integer> bound) {
        List<Candidate> removable = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            if (!bound.containsKey(groups.get(group).name())) {
                int index = group;
                Importances.strongestFirst(importances.get(group)).stream()
                        .skip(1)
                        .forEach(unit -> removable.add(
                                new Candidate(index, unit, importances.get(index)[unit])));
            }
        }
        removable.sort(Comparator.comparingDouble(Candidate::importance)
                .thenComparing(Comparator.comparing(Candidate::group).reversed())
                .thenComparing(Comparator.comparing(Candidate::unit).reversed()));
        return removable;
    }

    private long left(List<Candidate> weakestFirst, int removed, Map<String, Integer> bound) {
        return network.withUnits(kept(weakestFirst.subList(0, removed), bound).counts())
                .layout()
                .trainable();
    }

    private KeptUnits kept(List<Candidate> removed, Map<String, Integer> bound) {
        Map<Integer, Integer> removedOf = new HashMap<>();
        removed.forEach(candidate -> removedOf.merge(candidate.group(), 1, Integer::sum));
        Map<String, List<Integer>> kept = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            int gone = removedOf.getOrDefault(i, 0);
            int count = bound.getOrDefault(group.name(), group.units() - gone);
            List<Integer> strongest =
                    Importances.strongestFirst(importances.get(i)).subList(0, count);
            kept.put(group.name(), strongest.stream().sorted().toList());
        }
        return new KeptUnits(kept);
    }

    private record Candidate(int group, int unit, double importance) {}
}
