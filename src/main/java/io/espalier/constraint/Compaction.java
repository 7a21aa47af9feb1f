package io.espalier.constraint;

import io.espalier.network.Group;
import io.espalier.network.Network;
import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The map from a network to the smaller one in which only the kept units are left.
 *
 * <p>Pure function of (network, kept units). One gather map serves every array that is parallel to the parameters:
 * weights, each optimizer moment, averaged state. A position is active if no axis of its tensor has an index of a
 * masked unit. Immutable; safe for use by several threads.
 */
public final class Compaction {
    private final Network compacted;
    private final int length;
    /**
     * Active positions, ascending: since the order of axes stays, they are the smaller vector's positions in its order.
     */
    private final int[] sources;
    /** Masked positions of trained values, ascending. Running statistics are not among them. */
    private final int[] zeros;

    private Compaction(Network compacted, int length, int[] sources, int[] zeros) {
        this.compacted = compacted;
        this.length = length;
        this.sources = sources;
        this.zeros = zeros;
    }

    /** Prepares the compaction of a network to the kept units; {@code kept} names exactly the network's groups. */
    public static Compaction of(Network network, KeptUnits kept) {
        List<Group> groups = network.groups();
        ParameterLayout layout = network.layout();
        requireGroups(groups, kept);
        boolean[] active = new boolean[layout.length()];
        Arrays.fill(active, true);
        for (Group group : groups) {
            for (int unit : masked(group, kept)) {
                deactivate(group, unit, layout, active);
            }
        }
        Network compacted = network.withUnits(kept.counts());
        int[] sources = IntStream.range(0, active.length).filter(i -> active[i]).toArray();
        if (sources.length != compacted.layout().length()) {
            throw new IllegalStateException("Active positions " + sources.length + ", compacted network "
                    + compacted.layout().length());
        }
        int[] zeros = layout.tensors().stream()
                .filter(tensor -> tensor.role().trainable())
                .flatMapToInt(tensor -> IntStream.range(tensor.offset(), tensor.end()))
                .filter(i -> !active[i])
                .toArray();
        return new Compaction(compacted, active.length, sources, zeros);
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
        float[] kept = new float[sources.length];
        for (int i = 0; i < sources.length; i++) {
            kept[i] = values[sources[i]];
        }
        return kept;
    }

    /**
     * Sets every trained value of a masked unit to zero, in place, in an array parallel to the larger network's flat
     * parameter vector. Running statistics stay: a gain and offset of zero silence the unit, and a variance of zero
     * would be none.
     */
    public void project(float[] values) {
        requireLength(values);
        for (int position : zeros) {
            values[position] = 0;
        }
    }

    /**
     * Copies the values of active positions from {@code from} into {@code into}; masked positions of {@code into} stay
     * as they are.
     */
    public void copyActive(float[] from, float[] into) {
        requireLength(from);
        requireLength(into);
        for (int position : sources) {
            into[position] = from[position];
        }
    }

    /** Number of trained values of active units. */
    public int activeParameters() {
        return compacted.layout().trainable();
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

    private static void deactivate(Group group, int unit, ParameterLayout layout, boolean[] active) {
        for (Group.Slice slice : group.slices()) {
            Tensor tensor = layout.tensors().get(slice.tensor());
            int from = slice.start() + unit * slice.block();
            for (int index = from; index < from + slice.block(); index++) {
                new Slab(tensor, slice.axis(), index).fill(active, false);
            }
        }
    }

    private void requireLength(float[] values) {
        if (values.length != length) {
            throw new IllegalArgumentException("Network has " + length + " values, the array " + values.length);
        }
    }
}
