package io.espalier.engine;

import io.espalier.network.Network;
import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All memory of one replica that programs of different numbers of rows share: parameters, their gradient, and the signals between
 * operations.
 */
final class ReplicaMemory implements AutoCloseable {
    private final ParameterLayout layout;
    private final FloatMemory parameters;
    private final FloatMemory gradient;
    private final CurrentRows rows = new CurrentRows();
    private final DrawNumbers drawNumbers;
    private final Map<String, FloatMemory> named = new HashMap<>();
    private final List<FloatMemory> owned = new ArrayList<>();

    ReplicaMemory(Network network) {
        this.layout = network.layout();
        this.drawNumbers = new DrawNumbers(network);
        this.parameters = own(new FloatMemory(layout.length()));
        this.gradient = own(new FloatMemory(layout.length()));
    }

    /** Memory whose parameters are those of another one, which must outlive it. */
    ReplicaMemory(Network network, FloatMemory parameters) {
        this.layout = network.layout();
        this.drawNumbers = new DrawNumbers(network);
        this.parameters = parameters;
        this.gradient = own(new FloatMemory(layout.length()));
    }

    /** The flat parameter vector. */
    FloatMemory parameters() {
        return parameters;
    }

    /** Gradient of the loss by the parameters, as flat; the change to subtract for running statistics. */
    FloatMemory gradient() {
        return gradient;
    }

    /** The rows that go through a program now. */
    CurrentRows rows() {
        return rows;
    }

    /** What draws are numbered by. */
    DrawNumbers drawNumbers() {
        return drawNumbers;
    }

    /** The tensor of a layer, by DL4J's key. */
    Tensor tensor(String layer, String name) {
        return layout.tensors().stream()
                .filter(tensor -> tensor.layer().equals(layer) && tensor.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No tensor " + layer + "/" + name));
    }

    /** The part of the parameters that is a tensor. */
    FloatMemory parameters(Tensor tensor) {
        return parameters.view(tensor.offset(), tensor.length());
    }

    /** The part of the gradient that is a tensor. */
    FloatMemory gradient(Tensor tensor) {
        return gradient.view(tensor.offset(), tensor.length());
    }

    /**
     * Memory under a name, with room for at least {@code length} floats: the same at each call, unless one asks for more than there
     * is; who had the smaller one keeps it.
     */
    FloatMemory named(String name, long length) {
        FloatMemory found = named.get(name);
        if (found == null || found.length() < length) {
            found = own(new FloatMemory(length));
            named.put(name, found);
        }
        return found;
    }

    /** Memory that is freed with all the other. */
    FloatMemory own(FloatMemory memory) {
        owned.add(memory);
        return memory;
    }

    @Override
    public void close() {
        owned.forEach(FloatMemory::close);
        owned.clear();
    }
}
