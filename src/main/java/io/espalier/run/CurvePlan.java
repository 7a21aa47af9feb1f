package io.espalier.run;

import static io.espalier.Words.word;
import static io.espalier.run.Rule.require;

import io.espalier.schedule.RateDecay;
import java.io.Serializable;
import java.util.List;

/** The numbers of a decay of the learning rate: the key {@code training.updater.curve}. */
public record CurvePlan(
        @Setting(
                        value = "Of exponential, and of the last part of cycle: what is left at the end.",
                        fallback = "0.01",
                        range = "(0, 1]")
                double end,
        @Setting(value = "Of step: what each drop leaves.", fallback = "0.1", range = "(0, 1]") double factor,
        @Setting(value = "Of step: drops, at equal distances.", fallback = "2", range = "[1, 100000]") int drops,
        @Setting(value = "Of inverse and polynomial: the exponent.", fallback = "1", range = "(0, 100]") double power,
        @Setting(value = "Of inverse and sigmoid: how fast it falls.", fallback = "10", range = "(0, 100000]")
                double steepness,
        @Setting(
                        value = "Of sigmoid: fraction of the way at which half of the learning rate is left.",
                        fallback = "0.5",
                        range = "[0, 1]")
                double center,
        @Setting(
                        value = "Of cycle: fraction of the learning rate at which it begins.",
                        fallback = "0.1",
                        range = "(0, 1]")
                double start,
        @Setting(
                        value = "Of cycle: fraction of the way that is left for the last part.",
                        fallback = "0.1",
                        range = "[0, 1)")
                double annealing,
        @Setting(
                        value =
                                "Pairs [fraction, factor] of the kind stages: factor of the learning rate from that fraction of the way on.",
                        fallback = "[]")
                List<List<Double>> stages)
        implements Serializable {
    public CurvePlan {
        stages = stages.stream().map(List::copyOf).toList();
        double before = -1;
        for (List<Double> stage : stages) {
            boolean pair = stage.size() == 2 && stage.stream().allMatch(number -> number >= 0 && number <= 1);
            require(
                    pair && stage.get(0) > before,
                    "training.updater.curve.stages must be pairs [fraction, factor] in [0, 1] with rising fractions: "
                            + stage);
            before = stage.get(0);
        }
    }

    /** The numbers where nothing is said. */
    public static CurvePlan defaults() {
        return new CurvePlan(0.01, 0.1, 2, 1, 10, 0.5, 0.1, 0.1, List.of());
    }

    /**
     * Requires that no number is set that a kind does not read.
     *
     * @throws IllegalArgumentException that names it
     */
    void requireMeaning(DecayKind kind) {
        CurvePlan usual = defaults();
        requireRead(kind, "end", end == usual.end, DecayKind.EXPONENTIAL, DecayKind.CYCLE);
        requireRead(kind, "factor", factor == usual.factor, DecayKind.STEP);
        requireRead(kind, "drops", drops == usual.drops, DecayKind.STEP);
        requireRead(kind, "power", power == usual.power, DecayKind.INVERSE, DecayKind.POLYNOMIAL);
        requireRead(kind, "steepness", steepness == usual.steepness, DecayKind.INVERSE, DecayKind.SIGMOID);
        requireRead(kind, "center", center == usual.center, DecayKind.SIGMOID);
        requireRead(kind, "start", start == usual.start, DecayKind.CYCLE);
        requireRead(kind, "annealing", annealing == usual.annealing, DecayKind.CYCLE);
    }

    private static void requireRead(DecayKind kind, String number, boolean usual, DecayKind... readers) {
        require(
                usual || List.of(readers).contains(kind),
                "training.updater.curve." + number + " has no meaning with training.updater.decay " + word(kind));
    }

    /** The decay of a kind with these numbers. */
    RateDecay decay(DecayKind kind) {
        return switch (kind) {
            case CONSTANT -> new RateDecay.Constant();
            case LINEAR -> new RateDecay.Linear();
            case COSINE -> new RateDecay.Cosine();
            case EXPONENTIAL -> new RateDecay.Exponential(end);
            case STEP -> new RateDecay.Step(drops, factor);
            case INVERSE -> new RateDecay.Inverse(steepness, power);
            case POLYNOMIAL -> new RateDecay.Polynomial(power);
            case SIGMOID -> new RateDecay.Sigmoid(steepness, center);
            case CYCLE -> new RateDecay.Cycle(start, annealing, end);
            case STAGES -> new RateDecay.Stages(stages.stream()
                    .map(pair -> new RateDecay.Stages.Stage(pair.get(0), pair.get(1)))
                    .toList());
        };
    }
}
