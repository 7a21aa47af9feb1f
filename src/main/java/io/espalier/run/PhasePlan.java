package io.espalier.run;

import static io.espalier.Words.plain;
import static io.espalier.Words.word;
import static io.espalier.run.Rule.require;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * One phase.
 *
 * @param kind what happens in it; the key in the job file
 * @param fraction of the budget, in (0, 1], exact
 */
public record PhasePlan(PhaseKind kind, BigDecimal fraction) implements Serializable {
    public PhasePlan {
        require(
                fraction.signum() > 0 && fraction.compareTo(BigDecimal.ONE) <= 0,
                "phases must have fractions in (0, 1]: " + word(kind) + " " + plain(fraction));
    }
}
