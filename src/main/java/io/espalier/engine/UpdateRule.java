package io.espalier.engine;

import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import io.espalier.run.UpdaterPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The step from a gradient to new parameters, over the flat vector.
 *
 * <p>Penalties are on weights only, not on biases or the numbers of normalisations. A running statistic has no rule: its "gradient" is the
 * change to subtract.
 */
final class UpdateRule {
    /** DL4J's constants, which a plan does not set. */
    private static final double SECOND_DECAY = 0.999;

    private static final double EPSILON = 1e-8;

    /** A formula; see {@link ScalarUpdates}. */
    enum Kind {
        SGD,
        NESTEROVS,
        ADAM,
        RMSPROP,
        ADAGRAD
    }

    /** Neighbouring parameters that are updated alike. */
    private record Range(int start, int end, boolean trained, boolean penalised) {}

    private final Kind kind;
    private final Passes passes;
    private final double momentum;
    private final double l2;
    private final List<Range> ranges;
    private final UpdateNumbers numbers = new UpdateNumbers();

    UpdateRule(UpdaterPlan plan, ParameterLayout layout, Passes passes) {
        this.kind = switch (plan.kind()) {
            case SGD -> Kind.SGD;
            case NESTEROVS -> Kind.NESTEROVS;
            case ADAM -> Kind.ADAM;
        };
        this.passes = passes;
        this.momentum = plan.momentum();
        this.l2 = plan.l2();
        this.ranges = ranges(layout);
        numbers.momentum = (float) momentum;
        numbers.innovation = 1 - numbers.momentum;
        numbers.secondDecay = (float) SECOND_DECAY;
        numbers.secondInnovation = 1 - numbers.secondDecay;
        numbers.epsilon = (float) EPSILON;
    }

    private List<Range> ranges(ParameterLayout layout) {
        List<Range> found = new ArrayList<>();
        for (Tensor tensor : layout.tensors()) {
            boolean trained = tensor.role().trainable();
            boolean penalised = l2 > 0 && tensor.role() == Tensor.Role.WEIGHT;
            Range last = found.isEmpty() ? null : found.get(found.size() - 1);
            if (last != null && last.trained == trained && last.penalised == penalised) {
                found.set(found.size() - 1, new Range(last.start, tensor.end(), trained, penalised));
            } else {
                found.add(new Range(tensor.offset(), tensor.end(), trained, penalised));
            }
        }
        return List.copyOf(found);
    }

    /**
     * Updates the parameters and moments.
     *
     * @param updates made before this one
     */
    void apply(UpdateMemory memory, double learningRate, long updates) {
        numbers.rate = (float) rate(learningRate, updates);
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            if (range.trained) {
                numbers.l2 = range.penalised ? (float) l2 : 0;
                passes.update(kind, memory, numbers, range.start, range.end);
            } else {
                passes.subtract(memory.gradient(), memory.parameters(), range.start, range.end);
            }
        }
    }

    /** The learning rate, for adam with the correction of both moments' bias. */
    private double rate(double learningRate, long updates) {
        if (kind != Kind.ADAM) {
            return learningRate;
        }
        double count = updates + 1.0;
        return learningRate * Math.sqrt(1 - Math.pow(SECOND_DECAY, count)) / (1 - Math.pow(momentum, count));
    }
}
