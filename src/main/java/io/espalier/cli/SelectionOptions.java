package io.espalier.cli;

import com.beust.jcommander.Parameter;
import io.espalier.UserException;
import io.espalier.run.SelectionMethod;
import io.espalier.run.SelectionPlan;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Options that say how many examples are kept, and which. */
final class SelectionOptions {
    @Parameter(names = "--keep", description = "Fraction of the examples that is kept, in (0, 1).")
    private @Nullable String keep;

    @Parameter(
            names = "--selection",
            description = "How they are chosen: ccs, top, bottom, random, class_balanced or weighted.")
    private String selection = "ccs";

    @Parameter(names = "--seed", description = "Seed of the selection, as importance.seed in a job.")
    private long seed = 1;

    @Parameter(
            names = "--hardest-dropped",
            description = "Fraction of hardest examples of each class that ccs drops first, in [0, 1).")
    private String hardestDropped = "0";

    @Parameter(
            names = "--random-fraction",
            description = "Fraction of the kept examples chosen at random among those that the selection leaves out.")
    private String randomFraction = "0";

    /** The plan that the options say. */
    SelectionPlan plan() {
        if (keep == null) {
            throw new UserException("select needs --keep, the fraction of the examples that is kept: --keep 0.5");
        }
        SelectionMethod chosen = OptionValues.choice("--selection", SelectionMethod.values(), selection);
        BigDecimal kept = OptionValues.decimal("--keep", keep);
        BigDecimal dropped = OptionValues.decimal("--hardest-dropped", hardestDropped);
        BigDecimal random = OptionValues.decimal("--random-fraction", randomFraction);
        try {
            return new SelectionPlan(chosen, dropped, random, kept, seed);
        } catch (IllegalArgumentException e) {
            throw new UserException("select: " + e.getMessage(), e);
        }
    }
}
