package io.espalier.engine;

import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import io.espalier.run.UpdaterPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The step from a gradient to new parameters, over the flat vector: {@link UpdaterPlan} says in which order.
 *
 * <p>Penalties are on weights only, not on biases or the numbers of normalisations. A running statistic has no rule: its "gradient" is the
 * change to subtract. One for each replica: not thread-safe.
 */
final class UpdateRule {
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
    private final UpdaterPlan plan;
    private final GradientLimit limit;
    private final List<Range> ranges;
    private final UpdateNumbers numbers = new UpdateNumbers();

    UpdateRule(UpdaterPlan plan, ParameterLayout layout, Passes passes) {
        this.kind = switch (plan.kind()) {
            case SGD -> Kind.SGD;
            case NESTEROVS -> Kind.NESTEROVS;
            case ADAM, ADAMW -> Kind.ADAM;
            case RMSPROP -> Kind.RMSPROP;
            case ADAGRAD -> Kind.ADAGRAD;
        };
        this.passes = passes;
        this.plan = plan;
        this.limit = new GradientLimit(plan, layout, passes);
        this.ranges = ranges(layout);
        numbers.momentum = (float) (kind == Kind.RMSPROP ? plan.rho() : plan.momentum());
        numbers.innovation = 1 - numbers.momentum;
        numbers.secondDecay = (float) plan.beta2();
        numbers.secondInnovation = 1 - numbers.secondDecay;
        numbers.epsilon = (float) plan.epsilon();
    }

    private List<Range> ranges(ParameterLayout layout) {
        boolean penalises = plan.l1() > 0 || plan.l2() > 0 || plan.weightDecay() > 0;
        List<Range> found = new ArrayList<>();
        for (Tensor tensor : layout.tensors()) {
            boolean trained = tensor.role().trainable();
            boolean penalised = penalises && tensor.role() == Tensor.Role.WEIGHT;
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
        limit(memory.gradient());
        update(memory, learningRate, updates, 0, memory.parameters().length());
    }

    /** Whether {@link #limit} does anything. */
    boolean limits() {
        return limit.limits();
    }

    /** Brings a gradient to a norm or inside bounds, where the plan says so. */
    void limit(FloatMemory gradient) {
        limit.apply(gradient);
    }

    /** Updates the parameters in {@code [from, to)} by a gradient that is limited already. */
    void update(UpdateMemory memory, double learningRate, long updates, int from, int to) {
        numbers.rate = (float) rate(learningRate, updates);
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            int start = Math.max(from, range.start);
            int end = Math.min(to, range.end);
            if (start < end && range.trained) {
                train(memory, range.penalised, learningRate, start, end);
            } else if (start < end) {
                passes.subtract(memory.gradient(), memory.parameters(), start, end);
            }
        }
    }

    private void train(UpdateMemory memory, boolean penalised, double learningRate, int start, int end) {
        numbers.l2 = penalised ? (float) plan.l2() : 0;
        numbers.decay = penalised ? (float) (plan.weightDecay() * learningRate) : 0;
        if (penalised && plan.l1() > 0) {
            passes.addSigns(memory.parameters(), (float) plan.l1(), memory.gradient(), start, end);
        }
        passes.update(kind, memory, numbers, start, end);
    }

    /** The learning rate, for adam with the correction of both moments' bias. */
    private double rate(double learningRate, long updates) {
        if (kind != Kind.ADAM) {
            return learningRate;
        }
        double count = updates + 1.0;
        return learningRate * Math.sqrt(1 - Math.pow(plan.beta2(), count)) / (1 - Math.pow(plan.momentum(), count));
    }
}
