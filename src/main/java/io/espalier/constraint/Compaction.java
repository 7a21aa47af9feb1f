package io.espalier.constraint;

import io.espalier.network.Group;
import io.espalier.network.Network;
import io.espalier.network.Tensor;
import io.espalier.network.Tensor.Role;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The map from a network to the smaller one in which only the kept units are left.
 *
 * <p>Pure function of (network, kept units). One gather serves every array that is parallel to the parameters:
 * weights, each optimizer moment, averaged state. A position is active if no axis of its tensor has an index of a
 * masked unit; what is held grows with the number of units, not of weights. Immutable; safe for use by several threads.
 */
public final class Compaction {
    private final Network network;
    private final Network compacted;
    /**
     * Of the tensors in their order: since the order of axes stays, active positions are the smaller vector's positions
     * in its order.
     */
    private final List<ActiveRuns> active;

    private Compaction(Network network, Network compacted, List<ActiveRuns> active) {
        this.network = network;
        this.compacted = compacted;
        this.active = active;
    }

    /** Prepares the compaction of a network to the kept units; {@code kept} names exactly the network's groups. */
    public static Compaction of(Network network, KeptUnits kept) {
        List<Group> groups = network.groups();
        requireGroups(groups, kept);
        List<Tensor> tensors = network.layout().tensors();
        List<List<BitSet>> masked = tensors.stream()
                .map(tensor -> Stream.generate(BitSet::new)
                        .limit(tensor.shape().size())
                        .toList())
                .toList();
        for (Group group : groups) {
            int[] units = masked(group, kept);
            for (Group.Slice slice : group.slices()) {
                BitSet indices = masked.get(slice.tensor()).get(slice.axis());
                for (int unit : units) {
                    int from = slice.start() + unit * slice.block();
                    indices.set(from, from + slice.block());
                }
            }
        }
        List<ActiveRuns> active = IntStream.range(0, tensors.size())
                .mapToObj(i -> ActiveRuns.of(tensors.get(i), masked.get(i)))
                .toList();
        Network compacted = network.withUnits(kept.counts());
        int count = active.stream().mapToInt(ActiveRuns::count).sum();
        if (count != compacted.layout().length()) {
            throw new IllegalStateException("Active positions " + count + ", compacted network "
                    + compacted.layout().length());
        }
        return new Compaction(network, compacted, active);
    }

    /** The smaller network. */
    public Network network() {
        return compacted;
    }

    /**
     * The values of the kept units.
     *
     * @param values parallel to the larger network's flat parameter vector
     * @return parallel to the smaller network's
     */
    public float[] apply(float[] values) {
        requireLength(values);
        float[] kept = new float[compacted.layout().length()];
        int[] end = {0};
        forEachActive((from, to) -> {
            System.arraycopy(values, from, kept, end[0], to - from);
            end[0] += to - from;
        });
        return kept;
    }

    /**
     * Sets every trained value of a masked unit to zero, in place, in an array parallel to the larger network's flat
     * parameter vector. Running statistics stay: a gain and offset of zero silence the unit, and a variance of zero
     * would be none.
     */
    public void project(float[] values) {
        requireLength(values);
        forEachMasked(Role::trainable, (from, to) -> Arrays.fill(values, from, to, 0));
    }

    /**
     * Copies the values of active positions from {@code from} into {@code into}; masked positions of {@code into} stay
     * as they are.
     */
    public void copyActive(float[] from, float[] into) {
        requireLength(from);
        requireLength(into);
        forEachActive((start, end) -> System.arraycopy(from, start, into, start, end - start));
    }

    /**
     * Copies the values of masked positions, running statistics among them, from {@code from} into {@code into}; active
     * positions of {@code into} stay as they are.
     */
    public void copyMasked(float[] from, float[] into) {
        requireLength(from);
        requireLength(into);
        forEachMasked(role -> true, (start, end) -> System.arraycopy(from, start, into, start, end - start));
    }

    /** The positions of trained values of masked units, ascending. */
    public int[] zeroPositions() {
        IntStream.Builder positions = IntStream.builder();
        forEachMasked(Role::trainable, (from, to) -> IntStream.range(from, to).forEach(positions));
        return positions.build().toArray();
    }

    /** Number of trained values of active units. */
    public int activeParameters() {
        return compacted.layout().trainable();
    }

    private void forEachActive(ActiveRuns.Visitor visitor) {
        active.forEach(tensor -> tensor.forEach(visitor));
    }

    private void forEachMasked(Predicate<Role> roles, ActiveRuns.Visitor visitor) {
        List<Tensor> tensors = network.layout().tensors();
        for (int i = 0; i < active.size(); i++) {
            Tensor tensor = tensors.get(i);
            if (!roles.test(tensor.role())) {
                continue;
            }
            int[] end = {tensor.offset()};
            active.get(i).forEach((from, to) -> {
                if (end[0] < from) {
                    visitor.run(end[0], from);
                }
                end[0] = to;
            });
            if (end[0] < tensor.end()) {
                visitor.run(end[0], tensor.end());
            }
        }
    }

    private static void requireGroups(List<Group> groups, KeptUnits kept) {
        List<String> names = groups.stream().map(Group::name).toList();
        if (!kept.units().keySet().equals(new HashSet<>(names))) {
            throw new IllegalArgumentException("Kept units must name the groups " + names + ": "
                    + kept.units().keySet());
        }
    }

    private static int[] masked(Group group, KeptUnits kept) {
        int[] units = kept.of(group.name());
        if (units[0] < 0 || units[units.length - 1] >= group.units()) {
            throw new IllegalArgumentException("Kept units of " + group.name() + " must be in [0, " + group.units()
                    + "): " + Arrays.toString(units));
        }
        return IntStream.range(0, group.units())
                .filter(unit -> Arrays.binarySearch(units, unit) < 0)
                .toArray();
    }

    private void requireLength(float[] values) {
        int length = network.layout().length();
        if (values.length != length) {
            throw new IllegalArgumentException("Network has " + length + " values, the array " + values.length);
        }
    }
}
