package io.espalier.network;

import java.io.Serializable;
import java.util.List;

/**
 * Where every tensor of a network lies in its flat parameter vector.
 *
 * <p>The order is DL4J's (layer by layer; inside a layer DL4J's own order), so that the vector can be set as a model's
 * parameters.
 *
 * @param tensors in order, contiguous from offset 0
 */
public record ParameterLayout(List<Tensor> tensors) implements Serializable {
    public ParameterLayout {
        tensors = List.copyOf(tensors);
        int offset = 0;
        for (Tensor tensor : tensors) {
            if (tensor.offset() != offset) {
                throw new IllegalArgumentException("Tensor " + tensor.layer() + "/" + tensor.name() + " starts at "
                        + tensor.offset() + ", expected " + offset);
            }
            offset = tensor.end();
        }
    }

    /** Length of the flat vector, running statistics included. */
    public int length() {
        return tensors.isEmpty() ? 0 : tensors.get(tensors.size() - 1).end();
    }

    /** Number of trained parameters: without running statistics. */
    public int trainable() {
        return tensors.stream()
                .filter(tensor -> tensor.role().trainable())
                .mapToInt(Tensor::length)
                .sum();
    }
}
