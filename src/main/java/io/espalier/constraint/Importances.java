package io.espalier.constraint;

import io.espalier.network.Group;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Order of units by importance, and the shape of its arrays: one a group, one value a unit. */
final class Importances {
    private Importances() {}

    /** The more important unit first; of equal ones the lower index. */
    static Comparator<Integer> order(double[] importance) {
        return Comparator.comparingDouble((Integer unit) -> importance[unit])
                .reversed()
                .thenComparing(unit -> unit);
    }

    /** Units of one group, the most important first; of equal ones the lower index. */
    static List<Integer> strongestFirst(double[] importance) {
        return IntStream.range(0, importance.length)
                .boxed()
                .sorted(order(importance))
                .toList();
    }

    static void requireFit(List<Group> groups, List<double[]> importances) {
        List<Integer> expected = groups.stream().map(Group::units).toList();
        List<Integer> actual = importances.stream().map(values -> values.length).toList();
        if (!actual.equals(expected)) {
            throw new IllegalArgumentException("Importances must have one value a unit " + expected + ": " + actual);
        }
    }
}
