package io.espalier.engine;

import io.espalier.network.ParameterLayout;
import io.espalier.network.Tensor;
import io.espalier.run.UpdaterPlan;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings a gradient to a norm or inside bounds before an update: the key {@code gradient_normalization}, with DL4J's formulas. */
final class GradientLimit {
    /** What DL4J divides by where a norm is 0. */
    private static final double LEAST_NORM = 1e-5;

    /** Neighbouring parameters that are limited together. */
    private record Range(int start, int end) {}

    private final UpdaterPlan plan;
    private final Passes passes;
    private final List<Range> ranges;

    GradientLimit(UpdaterPlan plan, ParameterLayout layout, Passes passes) {
        this.plan = plan;
        this.passes = passes;
        this.ranges = switch (plan.gradientNormalization()) {
            case NONE -> List.of();
            case RENORMALIZE_L2_PER_LAYER, CLIP_L2_PER_LAYER, CLIP_ELEMENT_WISE_ABSOLUTE_VALUE -> layers(layout);
            case RENORMALIZE_L2_PER_PARAM_TYPE, CLIP_L2_PER_PARAM_TYPE -> tensors(layout);
        };
    }

    /** The layers without running statistics: of these there are changes among the gradients, which no norm may count. */
    private static List<Range> layers(ParameterLayout layout) {
        Map<String, Range> found = new LinkedHashMap<>();
        for (Tensor tensor : limited(layout)) {
            found.merge(
                    tensor.layer(),
                    new Range(tensor.offset(), tensor.end()),
                    (before, added) -> new Range(before.start, added.end));
        }
        return List.copyOf(found.values());
    }

    private static List<Range> tensors(ParameterLayout layout) {
        return limited(layout).stream()
                .map(tensor -> new Range(tensor.offset(), tensor.end()))
                .toList();
    }

    private static List<Tensor> limited(ParameterLayout layout) {
        List<Tensor> tensors = new ArrayList<>(layout.tensors());
        for (Tensor tensor : layout.tensors()) {
            if (!tensor.role().trainable()) {
                tensors.removeIf(each -> each.layer().equals(tensor.layer()));
            }
        }
        return tensors;
    }

    /** Whether there is anything to do. */
    boolean limits() {
        return !ranges.isEmpty();
    }

    /** Limits a gradient in place. */
    void apply(FloatMemory gradient) {
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            switch (plan.gradientNormalization()) {
                case NONE -> {}
                case RENORMALIZE_L2_PER_LAYER, RENORMALIZE_L2_PER_PARAM_TYPE -> {
                    double norm = norm(gradient, range);
                    passes.scale(gradient, (float) (1 / (norm == 0 ? LEAST_NORM : norm)), range.start, range.end);
                }
                case CLIP_ELEMENT_WISE_ABSOLUTE_VALUE -> passes.clip(
                        gradient, (float) plan.gradientThreshold(), range.start, range.end);
                case CLIP_L2_PER_LAYER, CLIP_L2_PER_PARAM_TYPE -> {
                    double norm = norm(gradient, range);
                    if (norm > plan.gradientThreshold()) {
                        passes.scale(gradient, (float) (plan.gradientThreshold() / norm), range.start, range.end);
                    }
                }
            }
        }
    }

    private static double norm(FloatMemory gradient, Range range) {
        FloatBuffer values = gradient.floats();
        double sum = 0;
        for (int i = range.start; i < range.end; i++) {
            double value = values.get(i);
            sum += value * value;
        }
        return Math.sqrt(sum);
    }
}
