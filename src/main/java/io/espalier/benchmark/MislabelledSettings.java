package io.espalier.benchmark;

import io.espalier.importance.ScoreMethod;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the benchmark of wrong labels does.
 *
 * @param fraction of the labels that are wrong, in (0, 1)
 * @param methods by whose scores they are looked for, at least one
 * @param seeds of the wrong labels and of the trainings, one training each
 */
public record MislabelledSettings(BigDecimal fraction, List<ScoreMethod> methods, List<Long> seeds) {
    public MislabelledSettings {
        methods = List.copyOf(methods);
        seeds = List.copyOf(seeds);
        if (fraction.signum() <= 0 || fraction.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException("Flipped labels must be a fraction in (0, 1): " + fraction);
        }
        requireDifferent("Methods", methods);
        requireDifferent("Seeds", seeds);
    }

    private static void requireDifferent(String what, List<?> values) {
        if (values.isEmpty() || Set.copyOf(values).size() < values.size()) {
            throw new IllegalArgumentException(
                    what + " must be at least one, and different from each other: " + values);
        }
    }

    /** The methods as keys of a job whose scores are computed in one pass. */
    List<String> sets() {
        String also = methods.stream().skip(1).map(ScoreMethod::column).collect(Collectors.joining(", "));
        return List.of("importance.method=" + methods.get(0).column(), "importance.also=[" + also + "]");
    }
}
