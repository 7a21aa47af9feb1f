package io.espalier.constraint;

import io.espalier.network.Tensor;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The positions of one tensor in the flat vector at which no axis has an index of a masked unit, as runs of neighbours.
 *
 * <p>Holds the indices of each axis, not the positions: a table of positions would be as large as the weights.
 */
final class ActiveRuns {
    /** Is told the runs of active positions, ascending. */
    interface Visitor {
        /** The positions from {@code from} to before {@code to} are active. */
        void run(int from, int to);
    }

    private final int offset;
    /** Axes from the slowest to the fastest one. */
    private final int[] axes;

    private final int[] strides;
    private final BitSet[] active;

    private ActiveRuns(int offset, int[] axes, int[] strides, BitSet[] active) {
        this.offset = offset;
        this.axes = axes;
        this.strides = strides;
        this.active = active;
    }

    /**
     * The active positions of a tensor.
     *
     * @param masked per axis, indices of masked units
     */
    static ActiveRuns of(Tensor tensor, List<BitSet> masked) {
        int rank = tensor.shape().size();
        BitSet[] active = new BitSet[rank];
        for (int axis = 0; axis < rank; axis++) {
            active[axis] = new BitSet();
            active[axis].set(0, tensor.shape().get(axis));
            active[axis].andNot(masked.get(axis));
        }
        int[] axes = IntStream.range(0, rank)
                .map(i -> tensor.order() == 'c' ? i : rank - 1 - i)
                .toArray();
        return new ActiveRuns(tensor.offset(), axes, tensor.strides(), active);
    }

    /** Number of active positions. */
    int count() {
        int count = 1;
        for (BitSet axis : active) {
            count *= axis.cardinality();
        }
        return count;
    }

    /** Tells a visitor all runs. */
    void forEach(Visitor visitor) {
        visit(0, offset, visitor);
    }

    private void visit(int depth, int start, Visitor visitor) {
        int axis = axes[depth];
        BitSet indices = active[axis];
        if (depth == axes.length - 1) {
            for (int from = indices.nextSetBit(0); from >= 0; ) {
                int to = indices.nextClearBit(from);
                visitor.run(start + from, start + to);
                from = indices.nextSetBit(to);
            }
            return;
        }
        for (int index = indices.nextSetBit(0); index >= 0; index = indices.nextSetBit(index + 1)) {
            visit(depth + 1, start + index * strides[axis], visitor);
        }
    }
}
