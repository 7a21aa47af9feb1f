package io.espalier.run;

import static io.espalier.run.Rule.require;

import io.espalier.Words;
import io.espalier.importance.Selector;
import java.math.BigDecimal;
import java.util.Optional;

/** How many examples a training keeps, which, and for how long: the keys of {@code importance} that are about the selection. */
public record SelectionSettings(
        @Setting(value = "How the kept examples are chosen.", key = "selection", fallback = "ccs")
                SelectionMethod method,
        @Setting(
                        value = "Fraction of the training examples kept in the end; 0.6 where no intensity is given.",
                        fallback = "",
                        range = "(0, 1]")
                Optional<BigDecimal> kept,
        @Setting(
                        value = "Fraction of hardest examples of each class that ccs drops first.",
                        fallback = "0",
                        range = "[0, 1)")
                BigDecimal hardestDropped,
        @Setting(
                        value =
                                "Fraction of the kept examples that are chosen at random among those that the selection leaves out.",
                        fallback = "0",
                        range = "[0, 1)")
                BigDecimal randomFraction,
        @Setting(
                        value = "Last part of the whole budget that trains on all examples.",
                        fallback = "0.125",
                        range = "[0, 1]")
                BigDecimal fullDataFraction) {
    public SelectionSettings {
        require(
                method == SelectionMethod.CCS || hardestDropped.signum() == 0,
                "importance.hardest_dropped is for importance.selection ccs only");
        require(
                method != SelectionMethod.WEIGHTED || randomFraction.signum() == 0,
                "importance.random_fraction must be 0 with importance.selection weighted, whose weights would not fit: "
                        + Words.plain(randomFraction));
    }

    /** The selector that these settings name. */
    public Selector selector() {
        return method.selector(hardestDropped, randomFraction);
    }
}
