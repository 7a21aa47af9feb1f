package io.espalier.network;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * One parameter array of a layer inside the network's flat parameter vector.
 *
 * @param layer name of the layer
 * @param name DL4J's parameter key: W, b, gamma, beta, mean, var, RW
 * @param role what the values do
 * @param shape length of each axis
 * @param order how the values lie in the flat vector: 'c' (last axis fastest) or 'f' (first axis fastest)
 * @param offset index of the first value in the flat vector
 */
public record Tensor(String layer, String name, Role role, List<Integer> shape, char order, int offset)
        implements Serializable {
    /** What the values of a tensor do. */
    public enum Role {
        /** Multiplied with activations. */
        WEIGHT,
        /** Added. */
        BIAS,
        /** Scale of a normalisation; 1 at the start. */
        GAIN,
        /** Running mean of a normalisation: no trained parameter. */
        MEAN,
        /** Running variance of a normalisation: no trained parameter; 1 at the start. */
        VARIANCE;

        /** Whether the values are trained. Statistics are carried along but are no parameters. */
        public boolean trainable() {
            return this != MEAN && this != VARIANCE;
        }
    }

    public Tensor {
        shape = List.copyOf(shape);
        if (order != 'c' && order != 'f') {
            throw new IllegalArgumentException("Order must be 'c' or 'f': " + order);
        }
    }

    /** Number of values. */
    public int length() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Index in the flat vector one past the last value. */
    public int end() {
        return offset + length();
    }

    /** Distance in the flat vector between neighbours along each axis. */
    public int[] strides() {
        int[] strides = new int[shape.size()];
        Arrays.fill(strides, 1);
        if (order == 'c') {
            for (int axis = shape.size() - 2; axis >= 0; axis--) {
                strides[axis] = strides[axis + 1] * shape.get(axis + 1);
            }
        } else {
            for (int axis = 1; axis < shape.size(); axis++) {
                strides[axis] = strides[axis - 1] * shape.get(axis - 1);
            }
        }
        return strides;
    }
}
