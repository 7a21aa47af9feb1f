package io.espalier.cli;

import com.beust.jcommander.Parameter;
import io.espalier.NearestName;
import io.espalier.UserException;
import io.espalier.run.SelectionPlan;
import io.espalier.run.TrainingPlan.SelectionMethod;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Options that say how many examples are kept, and which. */
final class SelectionOptions {
    @Parameter(names = "--keep", description = "Fraction of the examples that is kept, in (0, 1].")
    private @Nullable String keep;

    @Parameter(
            names = "--method",
            description = "How they are chosen: ccs, top, bottom, random, class_balanced or weighted.")
    private String method = "ccs";

    @Parameter(names = "--seed", description = "Seed of the selection.")
    private long seed = 1;

    @Parameter(
            names = "--hardest-dropped",
            description = "Fraction of hardest examples of each class that ccs drops first, in [0, 1).")
    private String hardestDropped = "0";

    @Parameter(
            names = "--random-fraction",
            description = "Fraction of the kept examples chosen at random among those that the method leaves out.")
    private String randomFraction = "0";

    /** The plan that the options say. */
    SelectionPlan plan() {
        if (keep == null) {
            throw new UserException("select needs --keep, the fraction of the examples that is kept: --keep 0.5");
        }
        SelectionMethod chosen = method();
        BigDecimal kept = decimal("--keep", keep);
        BigDecimal dropped = decimal("--hardest-dropped", hardestDropped);
        BigDecimal random = decimal("--random-fraction", randomFraction);
        try {
            return new SelectionPlan(chosen, dropped, random, kept, seed);
        } catch (IllegalArgumentException e) {
            throw new UserException("select: " + e.getMessage(), e);
        }
    }

    private SelectionMethod method() {
        List<String> names = Arrays.stream(SelectionMethod.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!names.contains(method)) {
            throw new UserException("--method must be one of " + String.join(", ", names) + ": " + method
                    + NearestName.of(method, names)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(""));
        }
        return SelectionMethod.values()[names.indexOf(method)];
    }

    private static BigDecimal decimal(String option, String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new UserException(option + " must be a decimal number such as 0.5: " + text, e);
        }
    }
}
