package io.espalier.api;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which network scores examples, and what becomes of a table that is there already. Each method gives other options and leaves these as
 * they are.
 */
public final class ScoringOptions {
    private static final int MOST_REPLICAS = 100;
    private static final ScoringOptions DEFAULTS = new ScoringOptions(Optional.empty(), 3, Optional.empty(), false);

    private final Optional<Path> model;
    private final int replicas;
    private final Optional<BigDecimal> fraction;
    private final boolean replaces;

    private ScoringOptions(Optional<Path> model, int replicas, Optional<BigDecimal> fraction, boolean replaces) {
        this.model = model;
        this.replicas = replicas;
        this.fraction = fraction;
        this.replaces = replaces;
    }

    /**
     * The means over three networks, each trained from a seed of its own for as long as the job's leading baseline phases. A table that is
     * there already is used again where it was computed from the same, and refused where not.
     */
    public static ScoringOptions defaults() {
        return DEFAULTS;
    }

    /** Scores by a network that is trained already: a model zip or a run directory. */
    public ScoringOptions model(Path trained) {
        return new ScoringOptions(Optional.of(trained), replicas, fraction, replaces);
    }

    /**
     * Scores by the means over some networks.
     *
     * @param count in [1, 100]
     */
    public ScoringOptions replicas(int count) {
        if (count < 1 || count > MOST_REPLICAS) {
            throw new IllegalArgumentException("Replicas must be in [1, " + MOST_REPLICAS + "]: " + count);
        }
        return new ScoringOptions(model, count, fraction, replaces);
    }

    /**
     * Trains each network for a part of the job's budget.
     *
     * @param ofBudget in (0, 1]
     */
    public ScoringOptions fraction(BigDecimal ofBudget) {
        if (ofBudget.signum() <= 0 || ofBudget.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("Fraction of the budget must be in (0, 1]: " + ofBudget.toPlainString());
        }
        return new ScoringOptions(model, replicas, Optional.of(ofBudget), replaces);
    }

    /** Replaces a table that was computed from something else. */
    public ScoringOptions replacing() {
        return new ScoringOptions(model, replicas, fraction, true);
    }

    Optional<Path> model() {
        return model;
    }

    int replicas() {
        return replicas;
    }

    Optional<BigDecimal> fraction() {
        return fraction;
    }

    boolean replaces() {
        return replaces;
    }
}
