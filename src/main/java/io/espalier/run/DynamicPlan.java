package io.espalier.run;

import io.espalier.importance.DynamicSelection;
import java.io.Serializable;
import java.math.BigDecimal;

/** Which of the kept examples an epoch passes over: the key {@code importance.dynamic}. */
public record DynamicPlan(
        @Setting(value = "How an epoch chooses the examples that it passes over.", fallback = "none") Kind kind,
        @Setting(
                        value =
                                "Probability with which it passes over an example: with infobatch over one of a loss below the mean, with selective_backprop in the mean over all.",
                        fallback = "0.5",
                        range = "(0, 0.9]")
                double skipProbability,
        @Setting(
                        value = "Fraction of the whole budget after which no example is passed over.",
                        fallback = "0.875",
                        range = "(0, 1]")
                BigDecimal until)
        implements Serializable {

    /** How an epoch chooses the examples that it passes over. */
    public enum Kind {
        /** It presents all. */
        NONE,
        /** Easy ones at random, the others of their kind weighing more. */
        INFOBATCH,
        /** Any, at random. */
        RANDOM_EACH_EPOCH,
        /** Easy ones: a reference that does harm. */
        SELECTIVE_BACKPROP
    }

    /** The choice that these settings name. */
    public DynamicSelection selection() {
        return switch (kind) {
            case NONE -> new DynamicSelection.None();
            case INFOBATCH -> new DynamicSelection.InfoBatch(skipProbability);
            case RANDOM_EACH_EPOCH -> new DynamicSelection.RandomEachEpoch(skipProbability);
            case SELECTIVE_BACKPROP -> new DynamicSelection.SelectiveBackprop(skipProbability);
        };
    }

    /** Whether epochs may pass over examples. */
    public boolean skips() {
        return kind != Kind.NONE;
    }
}
