package io.espalier.constraint;

import io.espalier.network.Group;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a network is narrowed in the end: by targets, or by one intensity that stands for all of them.
 *
 * <p>A factor is the fraction retained, a reduction the fraction removed. Factors bind the groups of their kind to
 * max(1, floor(n factor)) units; the other groups share one factor that meets the reduction, or stay as they are if no
 * reduction is given. With nothing given the reduction is {@link #DEFAULT_PARAMETER_REDUCTION}. An intensity i stands
 * for the factors 1 - 0.5 i (width), 1 - 0.6 i (heads) and 1 - 0.7 i (feed-forward). All products are exact decimals.
 *
 * @param parameterReduction fraction of the trained parameters removed, in [0, 1)
 * @param embeddingDimensionFactor fraction of hidden units retained, in (0, 1]; binds the kind WIDTH
 * @param attentionHeadFactor fraction of attention heads retained, in (0, 1]
 * @param feedForwardFactor fraction of feed-forward units retained, in (0, 1]
 * @param intensity in [0, 1], 0 is unconstrained; excludes all of the above
 * @param recursiveDepth exponent of {@link ConstraintAccelerationEquation}, at least 0
 */
public record ConstraintConfig(
        Optional<BigDecimal> parameterReduction,
        Optional<BigDecimal> embeddingDimensionFactor,
        Optional<BigDecimal> attentionHeadFactor,
        Optional<BigDecimal> feedForwardFactor,
        Optional<BigDecimal> intensity,
        double recursiveDepth) {
    /** Fraction of the parameters removed where nothing is said. */
    public static final BigDecimal DEFAULT_PARAMETER_REDUCTION = new BigDecimal("0.5");

    /** Exponent of the acceleration equation where nothing is said. */
    public static final double DEFAULT_RECURSIVE_DEPTH = 1;

    private static final BigDecimal EXAMPLES_SLOPE = new BigDecimal("0.8");

    public ConstraintConfig {
        parameterReduction.ifPresent(
                value -> require("parameter_reduction", value, value.signum() >= 0 && below(value, 1), "[0, 1)"));
        embeddingDimensionFactor.ifPresent(value -> requireFactor("embedding_dimension_factor", value));
        attentionHeadFactor.ifPresent(value -> requireFactor("attention_head_factor", value));
        feedForwardFactor.ifPresent(value -> requireFactor("feed_forward_factor", value));
        intensity.ifPresent(value -> require("intensity", value, value.signum() >= 0 && !above(value, 1), "[0, 1]"));
        if (!(recursiveDepth >= 0 && recursiveDepth < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("recursive_depth must be at least 0 and finite: " + recursiveDepth);
        }
        boolean targets = Stream.of(
                        parameterReduction, embeddingDimensionFactor, attentionHeadFactor, feedForwardFactor)
                .anyMatch(Optional::isPresent);
        if (intensity.isPresent() && targets) {
            throw new IllegalArgumentException(
                    "Either intensity or targets (parameter_reduction, factors) may be given, not both");
        }
    }

    /** Nothing said: {@link #DEFAULT_PARAMETER_REDUCTION} removed. */
    public static ConstraintConfig defaults() {
        return reduction(DEFAULT_PARAMETER_REDUCTION);
    }

    /** A fraction of the parameters removed, by one factor for all groups. */
    public static ConstraintConfig reduction(BigDecimal fraction) {
        return new ConstraintConfig(
                Optional.of(fraction),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                DEFAULT_RECURSIVE_DEPTH);
    }

    /** All targets from one intensity. */
    public static ConstraintConfig intensity(BigDecimal intensity) {
        return new ConstraintConfig(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(intensity),
                DEFAULT_RECURSIVE_DEPTH);
    }

    /**
     * The fraction of the training examples kept in the end that the intensity stands for: 1 - 0.8 i; none without one.
     */
    public Optional<BigDecimal> keptExamples() {
        return intensity.map(i -> BigDecimal.ONE.subtract(EXAMPLES_SLOPE.multiply(i)));
    }

    /** The reduction that free groups have to meet; none where only factors or an intensity are given. */
    Optional<BigDecimal> effectiveReduction() {
        boolean silent = Stream.of(embeddingDimensionFactor, attentionHeadFactor, feedForwardFactor, intensity)
                .allMatch(Optional::isEmpty);
        return parameterReduction.isEmpty() && silent ? Optional.of(DEFAULT_PARAMETER_REDUCTION) : parameterReduction;
    }

    /** The number of units that a factor or the intensity binds a group to. */
    Optional<Integer> boundUnits(Group group) {
        Optional<BigDecimal> given =
                switch (group.kind()) {
                    case WIDTH -> embeddingDimensionFactor;
                    case HEAD -> attentionHeadFactor;
                    case FEED_FORWARD -> feedForwardFactor;
                };
        Optional<BigDecimal> factor = intensity
                .map(i -> BigDecimal.ONE.subtract(slope(group.kind()).multiply(i)))
                .or(() -> given);
        return factor.map(f -> UnitCounts.target(group.units(), f));
    }

    private static BigDecimal slope(Group.Kind kind) {
        return switch (kind) {
            case WIDTH -> new BigDecimal("0.5");
            case HEAD -> new BigDecimal("0.6");
            case FEED_FORWARD -> new BigDecimal("0.7");
        };
    }

    private static void requireFactor(String key, BigDecimal value) {
        require(key, value, value.signum() > 0 && !above(value, 1), "(0, 1]");
    }

    private static void require(String key, BigDecimal value, boolean holds, String range) {
        if (!holds) {
            throw new IllegalArgumentException(key + " must be in " + range + ": " + value.toPlainString());
        }
    }

    private static boolean below(BigDecimal value, int limit) {
        return value.compareTo(BigDecimal.valueOf(limit)) < 0;
    }

    private static boolean above(BigDecimal value, int limit) {
        return value.compareTo(BigDecimal.valueOf(limit)) > 0;
    }
}
