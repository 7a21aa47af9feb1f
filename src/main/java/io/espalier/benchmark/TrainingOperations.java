package io.espalier.benchmark;

import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import java.util.Set;
import java.util.stream.Collectors;

/** The operations of matrix products and convolutions that training can't do without. */
final class TrainingOperations {
    private static final long MULTIPLY_ADD = 2;

    private TrainingOperations() {}

    /**
     * Operations of one example's training step, 2 for each multiply-add: of each weight at each position where it is used
     * once for the output, once for the weight's gradient, and once for the gradient of the layer's input, which a layer
     * that reads the network's input does not need.
     */
    static long perExample(Network network) {
        Set<String> first = network.nodes().stream()
                .filter(node -> node.inputs().contains(Network.INPUT))
                .map(Node::name)
                .collect(Collectors.toSet());
        long operations = 0;
        for (Tensor tensor : network.layout().tensors()) {
            if (tensor.role() == Tensor.Role.WEIGHT) {
                Shape output = network.shape(tensor.layer());
                long positions = (long) output.height() * output.width();
                operations += MULTIPLY_ADD
                        * (first.contains(tensor.layer()) ? 2 : 3)
                        * (tensor.end() - tensor.offset())
                        * positions;
            }
        }
        return operations;
    }
}
