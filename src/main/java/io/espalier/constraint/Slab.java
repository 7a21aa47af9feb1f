package io.espalier.constraint;

import io.espalier.network.Tensor;

/**
 * The positions in the flat vector at which one axis of a tensor has one index: {@code runs} runs of {@code stride}
 * neighbours, one every {@code stride * length of the axis} positions. True of both orders.
 */
final class Slab {
    private final int first;
    private final int runs;
    private final int stride;
    private final int step;

    Slab(Tensor tensor, int axis, int index) {
        stride = tensor.strides()[axis];
        step = Math.multiplyExact(stride, tensor.shape().get(axis));
        runs = tensor.length() / step;
        first = tensor.offset() + index * stride;
    }

    /** Sum over the positions of the products of two arrays parallel to the flat vector. */
    double dot(float[] one, float[] other) {
        double sum = 0;
        for (int run = 0; run < runs; run++) {
            int from = first + run * step;
            for (int i = from; i < from + stride; i++) {
                sum += (double) one[i] * other[i];
            }
        }
        return sum;
    }
}
