package io.espalier.engine;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a program of a network: the one place that tells layers apart. */
final class ProgramCompiler {
    private final Network network;
    private final int rows;
    private final ReplicaMemory memory;
    private final Passes passes;
    private final SignalFormats formats;
    private final GradientOrder order;
    private final Map<String, Signal> signals = new HashMap<>();
    private final List<Operation> operations = new ArrayList<>();
    private final List<Operation> backward = new ArrayList<>();
    /** What the operation that was added last reads first. */
    private @Nullable Signal lastRead;

    private ProgramCompiler(Network network, int rows, ReplicaMemory memory, Passes passes) {
        this.network = network;
        this.rows = rows;
        this.memory = memory;
        this.passes = passes;
        this.formats = new SignalFormats(network);
        this.order = new GradientOrder(network, formats);
    }

    /**
     * The program of a network for a number of rows.
     *
     * @throws UnsupportedLayerException if the network has a layer that can't be compiled
     */
    static Program compile(Network network, int rows, ReplicaMemory memory, Passes passes) {
        ProgramCompiler compiler = new ProgramCompiler(network, rows, memory, passes);
        try {
            return compiler.compile();
        } catch (RuntimeException e) {
            compiler.operations.forEach(Operation::close);
            throw e;
        }
    }

    private Program compile() {
        Signal input = new Signal(network.input(), SignalFormat.PLAIN, values(Network.INPUT, network.input()), null);
        signals.put(Network.INPUT, input);
        List<Node> nodes = network.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            add(nodes.get(i), i);
        }
        Node last = nodes.get(nodes.size() - 1);
        Signal output = signal(last.name());
        LossStep loss = new LossStep((Layer.Output) last.layer(), output, memory.rows());
        return new Program(
                rows, memory.rows(), input, Objects.requireNonNull(lastRead), output, operations, backward, loss);
    }

    private void add(Node node, int index) {
        if (node.layer() instanceof Layer.Dense
                && network.sequence(node.inputs().get(0))) {
            throw new UnsupportedLayerException(node, "a dense layer on each element of a sequence is not compiled");
        }
        if (node.layer() instanceof Layer.Flatten) {
            Input read = read(node, node.inputs().get(0), index);
            signals.put(node.name(), read.signal().as(network.shape(node.name())));
            return;
        }
        List<Input> inputs = inputs(node, index);
        Signal output = newSignal(
                node.name(), network.shape(node.name()), formats.of(node.name()), order.hasGradient(node.name()));
        signals.put(node.name(), output);
        lastRead = inputs.get(0).signal();
        append(operation(node, inputs, output), output);
    }

    /** What a node reads. The gradient of a signal that it reads twice is the sum of both: the second is added to the first. */
    private List<Input> inputs(Node node, int index) {
        Map<String, Input> read = new LinkedHashMap<>();
        List<Input> inputs = new ArrayList<>();
        for (String name : node.inputs()) {
            Input before = read.get(name);
            if (before == null && read.keySet().stream().anyMatch(other -> order.sameMemory(name, other))) {
                throw new UnsupportedLayerException(node, "it reads one signal in two shapes");
            }
            Input input = before == null ? read(node, name, index) : new Input(before.signal(), true);
            read.put(name, input);
            inputs.add(input);
        }
        return inputs;
    }

    /** What a node reads, in the format in which it reads: where it lies in another one, a copy. */
    private Input read(Node node, String name, int index) {
        Signal signal = signal(name);
        SignalFormat format = formats.read(node, name);
        Input there = new Input(signal, order.adds(name, index));
        if (signal.format().sameAs(format, signal.shape())) {
            return new Input(signal.in(format), there.adds());
        }
        String copied = node.name() + " of " + name;
        Signal copy = newSignal(copied, signal.shape(), format, signal.hasGradient());
        append(new FormatOperation(memory, passes, there, copy, rows), copy);
        return new Input(copy, false);
    }

    private void append(Operation operation, Signal output) {
        operations.add(operation);
        if (output.hasGradient()) {
            backward.add(operation);
        }
    }

    /** Embedding, LSTM, layer normalisation and attention have their place here. */
    private Operation operation(Node node, List<Input> inputs, Signal output) {
        Layer layer = node.layer();
        if (layer instanceof Layer.Dense dense) {
            ActivationStep step = step(node, dense.activation(), output);
            return new DenseOperation(inputs.get(0), output, weights(node, dense.bias()), step, step, rows);
        }
        if (layer instanceof Layer.Output out) {
            ActivationStep step = step(node, out.activation(), output);
            ActivationStep back = LossStep.skipsActivation(out) ? step(node, Activation.IDENTITY, output) : step;
            return new DenseOperation(inputs.get(0), output, weights(node, out.bias()), step, back, rows);
        }
        Optional<Operation> onImages = imageOperation(node, inputs.get(0), output);
        if (onImages.isPresent()) {
            return onImages.get();
        }
        if (layer instanceof Layer.Dropout dropout) {
            FloatMemory factors = memory.named(node.name() + "/factors", (long) rows * output.size());
            DropoutOperation.Drop drop = new DropoutOperation.Drop(node.name(), dropout.rate(), memory.drawNumbers());
            return new DropoutOperation(passes, inputs.get(0), output, memory.rows(), drop, factors);
        }
        if (layer instanceof Layer.Activate activate) {
            return new ActivateOperation(
                    passes, inputs.get(0), output, step(node, activate.activation(), output), rows);
        }
        if (layer instanceof Layer.Add add) {
            return new AddOperation(passes, inputs, output, step(node, add.activation(), output), rows);
        }
        if (layer instanceof Layer.Merge) {
            return new MergeOperation(inputs, output, rows);
        }
        throw new UnsupportedLayerException(node, layer.getClass().getSimpleName() + " is not compiled");
    }

    private Optional<Operation> imageOperation(Node node, Input input, Signal output) {
        Layer layer = node.layer();
        if (layer instanceof Layer.Convolution c) {
            ActivationStep step = step(node, c.activation(), output);
            return Optional.of(new ConvolutionOperation(memory, passes, node.name(), c, input, output, step, rows));
        }
        if (layer instanceof Layer.Pooling p) {
            PlacedWindow window = PlacedWindow.of(p.window(), input.signal().shape());
            return Optional.of(
                    new PoolingOperation(memory, passes, node.name(), p.kind(), window, input, output, rows));
        }
        if (layer instanceof Layer.GlobalPooling p) {
            PlacedWindow window = PlacedWindow.whole(input.signal().shape());
            return Optional.of(
                    new PoolingOperation(memory, passes, node.name(), p.kind(), window, input, output, rows));
        }
        if (layer instanceof Layer.BatchNormalization b) {
            ActivationStep step = step(node, b.activation(), output);
            return Optional.of(
                    new BatchNormalizationOperation(memory, passes, node.name(), b, input, output, step, rows));
        }
        return Optional.empty();
    }

    private DenseOperation.Weights weights(Node node, boolean bias) {
        Tensor matrix = memory.tensor(node.name(), "W");
        if (!bias) {
            return new DenseOperation.Weights(memory.parameters(matrix), memory.gradient(matrix), null, null);
        }
        Tensor added = memory.tensor(node.name(), "b");
        return new DenseOperation.Weights(
                memory.parameters(matrix), memory.gradient(matrix), memory.parameters(added), memory.gradient(added));
    }

    private ActivationStep step(Node node, Activation f, Signal output) {
        if (f == Activation.SOFTMAX && output.shape().positions() > 1) {
            throw new UnsupportedLayerException(node, "a softmax over the channels of an image is not compiled");
        }
        FloatMemory before = Functions.derivesFromInput(f)
                ? memory.named(node.name() + "/before", (long) rows * output.size())
                : output.values();
        return new ActivationStep(passes, f, output, before, rows);
    }

    private Signal newSignal(String name, Shape shape, SignalFormat format, boolean withGradient) {
        FloatMemory gradient = withGradient ? memory.named(name + "/gradient", (long) rows * shape.size()) : null;
        return new Signal(shape, format, values(name, shape), gradient);
    }

    private FloatMemory values(String name, Shape shape) {
        return memory.named(name + "/values", (long) rows * shape.size());
    }

    private Signal signal(String node) {
        Signal found = signals.get(node);
        if (found == null) {
            throw new IllegalStateException("Node " + node + " was not compiled yet");
        }
        return found;
    }
}
