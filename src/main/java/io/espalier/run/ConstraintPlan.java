package io.espalier.run;

import static io.espalier.run.Rule.require;

import io.espalier.constraint.ConstraintConfig;
import io.espalier.constraint.Ranking;
import java.math.BigDecimal;
import java.util.Optional;

/** How the network is narrowed: the key {@code constraint}. */
public record ConstraintPlan(
        @Setting(
                        value =
                                "Fraction of the parameters removed; 0.5 where neither factors nor intensity are given.",
                        fallback = "",
                        range = "[0, 1)")
                Optional<BigDecimal> parameterReduction,
        @Setting(
                        value = "Fraction of hidden units retained, for every group of the kind width.",
                        fallback = "",
                        range = "(0, 1]")
                Optional<BigDecimal> embeddingDimensionFactor,
        @Setting(value = "Fraction of attention heads retained.", fallback = "", range = "(0, 1]")
                Optional<BigDecimal> attentionHeadFactor,
        @Setting(value = "Fraction of feed-forward units retained.", fallback = "", range = "(0, 1]")
                Optional<BigDecimal> feedForwardFactor,
        @Setting(value = "One number that sets all targets, instead of them.", fallback = "", range = "[0, 1]")
                Optional<BigDecimal> intensity,
        @Setting(value = "Exponent of the theoretical acceleration.", fallback = "1", range = "[0, 5]")
                double recursiveDepth,
        @Setting(value = "How the importance of units is measured.", fallback = "taylor") UnitMethod units,
        @Setting(value = "Whether units compete inside a group or across groups.", fallback = "per_group")
                Ranking ranking,
        @Setting(value = "Whether final widths are multiples of 8 where that stays near the target.", fallback = "true")
                boolean rounding,
        @Setting(value = "The way from unconstrained to the targets during the hybrid phases.", fallback = "{}")
                SchedulePlan schedule) {
    public ConstraintPlan {
        boolean free = intensity.isEmpty();
        requireFree(free, parameterReduction, "parameter_reduction");
        requireFree(free, embeddingDimensionFactor, "embedding_dimension_factor");
        requireFree(free, attentionHeadFactor, "attention_head_factor");
        requireFree(free, feedForwardFactor, "feed_forward_factor");
    }

    private static void requireFree(boolean free, Optional<BigDecimal> target, String key) {
        require(free || target.isEmpty(), "constraint." + key + " and constraint.intensity exclude each other");
    }

    /** What these settings ask of a network. */
    public ConstraintConfig config() {
        return new ConstraintConfig(
                parameterReduction,
                embeddingDimensionFactor,
                attentionHeadFactor,
                feedForwardFactor,
                intensity,
                recursiveDepth);
    }
}
