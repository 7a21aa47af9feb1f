package io.espalier.constraint;

import io.espalier.network.Group;
import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import java.util.List;

/**
 * First-order Taylor importance of units: how much the loss would change, to first order, if the unit's weights became
 * zero.
 *
 * <p>For one batch (sum of g w)^2 over the trained values that produce the unit (the weights into it, its bias, its
 * gain and offset; for an LSTM unit its four gates; for a head its query, key and value projections), g the gradient of
 * the batch's mean loss; the importance is the mean over batches. Values that only read the unit are left out, as in
 * the source, since they measure the same effect a second time. Source: Molchanov et al., "Importance estimation for
 * neural network pruning", 2019, arXiv 1906.10771. There the sum is over the weights of one layer or over one gate;
 * ours is over all tied layers, which go together.
 *
 * <p>Running statistics are left out: what DL4J gives as their gradient is none. A masked unit gets 0, see
 * {@link ImportanceHistory}.
 */
public final class TaylorImportance {
    private TaylorImportance() {}

    /**
     * Adds one batch's squared terms.
     *
     * @param groups of the network
     * @param layout of the same network
     * @param gradient of the mean loss, parallel to the flat parameter vector
     * @param weights the flat parameter vector
     * @param into one array a group, one value a unit; the caller divides by the number of batches
     */
    public static void add(
            List<Group> groups, ParameterLayout layout, float[] gradient, float[] weights, List<double[]> into) {
        Importances.requireFit(groups, into);
        if (gradient.length != layout.length() || weights.length != layout.length()) {
            throw new IllegalArgumentException("Gradient and weights must have " + layout.length() + " values: "
                    + gradient.length + " and " + weights.length);
        }
        for (int group = 0; group < groups.size(); group++) {
            for (int unit = 0; unit < groups.get(group).units(); unit++) {
                double sum = produced(groups.get(group), unit, layout, gradient, weights);
                into.get(group)[unit] += sum * sum;
            }
        }
    }

    /** Sum of products of two arrays parallel to the flat vector, over the trained values that produce a unit. */
    static double produced(Group group, int unit, ParameterLayout layout, float[] one, float[] other) {
        double sum = 0;
        for (Group.Slice slice : group.slices()) {
            Tensor tensor = layout.tensors().get(slice.tensor());
            if (slice.produces() && tensor.role().trainable()) {
                int from = slice.start() + unit * slice.block();
                for (int index = from; index < from + slice.block(); index++) {
                    sum += new Slab(tensor, slice.axis(), index).dot(one, other);
                }
            }
        }
        return sum;
    }
}
