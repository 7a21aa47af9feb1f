package io.espalier.run;

import static io.espalier.run.Rule.require;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Optional;

/** Length of the training, either in epochs or in steps: the key {@code training.budget}. */
public record Budget(
        @Setting(
                        value = "Passes over the examples that are kept at the time.",
                        fallback = "",
                        range = "(0, 100000]",
                        unit = "epochs")
                Optional<BigDecimal> epochs,
        @Setting(value = "Steps of every worker.", fallback = "", range = "[1, 1000000000]", unit = "steps")
                Optional<Integer> steps)
        implements Serializable {
    public Budget {
        require(epochs.isPresent() != steps.isPresent(), "training.budget takes either epochs or steps");
    }

    /** The whole budget in its own unit: epochs or steps. */
    public BigDecimal total() {
        return epochs.orElseGet(() -> BigDecimal.valueOf(steps.orElseThrow()));
    }
}
