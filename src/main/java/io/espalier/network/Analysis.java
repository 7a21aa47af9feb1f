package io.espalier.network;

import io.espalier.network.Effect.Axis;
import io.espalier.network.Effect.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A network followed from input to output once: every layer's effect, and which units go together. */
final class Analysis {
    /** More than the values of any signal need. */
    private static final int RUN_BITS = 40;

    private final List<Node> nodes;
    private final boolean inputIsSequence;
    private final List<Effect> effects = new ArrayList<>();
    private final Ties ties;

    private Analysis(List<Node> nodes, boolean inputIsSequence) {
        this.nodes = nodes;
        this.inputIsSequence = inputIsSequence;
        this.ties = new Ties(nodes.size());
    }

    /** Follows wired nodes. Throws IllegalArgumentException, naming the node, where shapes do not fit. */
    static Analysis of(Shape inputShape, List<Node> nodes) {
        Analysis analysis = new Analysis(nodes, isSequence(inputShape, nodes));
        Map<String, Signal> signals = new HashMap<>();
        List<Segment> features = List.of(Segment.fixed(inputShape.channels()));
        signals.put(Network.INPUT, new Signal(inputShape, analysis.inputIsSequence, features));
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            List<Signal> inputs = node.inputs().stream().map(signals::get).toList();
            try {
                Effect effect = LayerRules.effect(node.layer(), i, inputs, analysis.ties);
                analysis.effects.add(effect);
                signals.put(node.name(), effect.output());
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new IllegalArgumentException("Node " + node.name() + ": " + e.getMessage(), e);
            }
        }
        return analysis;
    }

    /** Whether an input is one whose elements a layer of sequences reads, or over which only windows of width 1 move. */
    private static boolean isSequence(Shape input, List<Node> nodes) {
        List<Layer> readers = nodes.stream()
                .filter(node -> node.inputs().contains(Network.INPUT))
                .map(Node::layer)
                .toList();
        if (readers.stream().anyMatch(LayerRules::readsSequence)) {
            return true;
        }
        List<Window> windows = readers.stream()
                .flatMap(layer -> LayerRules.window(layer).stream())
                .toList();
        return input.height() > 1
                && input.width() == 1
                && !windows.isEmpty()
                && windows.stream().allMatch(Window::fitsSequence);
    }

    /** Whether the network's input is a sequence. */
    boolean inputIsSequence() {
        return inputIsSequence;
    }

    Shape output(int node) {
        return effects.get(node).output().shape();
    }

    boolean sequence(int node) {
        return effects.get(node).output().sequence();
    }

    long flops(int node) {
        return effects.get(node).flops();
    }

    ParameterLayout layout() {
        List<Tensor> tensors = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < effects.size(); i++) {
            for (Part part : effects.get(i).tensors()) {
                Tensor tensor =
                        new Tensor(nodes.get(i).name(), part.name(), part.role(), part.shape(), part.order(), offset);
                offset = tensor.end();
                tensors.add(tensor);
            }
        }
        return new ParameterLayout(tensors);
    }

    List<Group> groups() {
        List<List<Group.Slice>> slices = slices();
        List<Group> groups = new ArrayList<>();
        for (int space = 0; space < effects.size(); space++) {
            Optional<Segment> made = made(space);
            if (made.isPresent() && !slices.get(space).isEmpty()) {
                groups.add(new Group(
                        nodes.get(space).name(),
                        LayerRules.kind(nodes.get(space).layer(), sequence(space)),
                        made.get().units(),
                        slices.get(space)));
            }
        }
        return groups;
    }

    /** The group's name for every node that makes units of a group. */
    Map<String, String> producers() {
        Map<String, String> producers = new HashMap<>();
        for (int i = 0; i < effects.size(); i++) {
            int root = ties.root(i);
            if (root != Segment.FIXED && made(i).isPresent()) {
                producers.put(nodes.get(i).name(), nodes.get(root).name());
            }
        }
        return producers;
    }

    /** See {@link Network#valueNumbers}: a run of channels that one layer made has its own range of numbers. */
    long[] valueNumbers(int node, Map<String, List<Integer>> originalUnits) {
        Signal output = effects.get(node).output();
        int positions = output.shape().positions();
        long[] numbers = new long[output.shape().size()];
        int value = 0;
        for (int run = 0; run < output.segments().size(); run++) {
            Segment segment = output.segments().get(run);
            long first = (long) run << RUN_BITS;
            int length = segment.block() * positions;
            for (int unit = 0; unit < segment.units(); unit++) {
                long start = first + (long) original(segment, unit, originalUnits) * length;
                for (int i = 0; i < length; i++) {
                    numbers[value++] = start + i;
                }
            }
        }
        return numbers;
    }

    private int original(Segment segment, int unit, Map<String, List<Integer>> originalUnits) {
        int root = ties.root(segment.space());
        return root == Segment.FIXED
                ? unit
                : Objects.requireNonNull(originalUnits.get(nodes.get(root).name()))
                        .get(unit);
    }

    /** Whether any channel after a node belongs to a group. */
    boolean carriesUnits(int node) {
        return effects.get(node).output().segments().stream()
                .anyMatch(segment -> ties.root(segment.space()) != Segment.FIXED);
    }

    private List<List<Group.Slice>> slices() {
        List<List<Group.Slice>> slices = new ArrayList<>();
        effects.forEach(effect -> slices.add(new ArrayList<>()));
        int tensor = 0;
        for (Effect effect : effects) {
            for (Part part : effect.tensors()) {
                for (int axis = 0; axis < part.axes().size(); axis++) {
                    addSlices(slices, tensor, axis, part.axes().get(axis));
                }
                tensor++;
            }
        }
        return slices;
    }

    private void addSlices(List<List<Group.Slice>> slices, int tensor, int index, Axis axis) {
        int start = 0;
        for (Segment segment : axis.segments()) {
            int root = ties.root(segment.space());
            if (root != Segment.FIXED) {
                slices.get(root).add(new Group.Slice(tensor, index, start, segment.block(), axis.produces()));
            }
            start += segment.length();
        }
    }

    /** The units that a node makes, if it makes any. */
    private Optional<Segment> made(int space) {
        return effects.get(space).tensors().stream()
                .flatMap(part -> part.axes().stream())
                .flatMap(axis -> axis.segments().stream())
                .filter(segment -> segment.space() == space)
                .findFirst();
    }
}
