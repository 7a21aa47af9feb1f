package io.espalier.config;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An interval of numbers as a {@link io.espalier.run.Setting} writes it: {@code [0, 1)}, {@code (0, 1000]}, {@code [1, )}.
 *
 * @param text as written
 * @param low end, empty: unbounded
 * @param lowIncluded whether the low end belongs to it
 * @param high end, empty: unbounded
 * @param highIncluded whether the high end belongs to it
 */
record Range(
        String text, Optional<BigDecimal> low, boolean lowIncluded, Optional<BigDecimal> high, boolean highIncluded) {
    private static final Pattern FORM = Pattern.compile("([\\[(])\\s*(\\S*)\\s*,\\s*(\\S*?)\\s*([])])");

    /** The range of a text; empty text: no range. */
    static Optional<Range> of(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("Range must look like [0, 1): " + text);
        }
        return Optional.of(new Range(
                text,
                end(form.group(2)),
                form.group(1).equals("["),
                end(form.group(3)),
                form.group(4).equals("]")));
    }

    /** Whether a number lies in it. */
    boolean contains(BigDecimal number) {
        boolean aboveLow = low.map(end -> number.compareTo(end) > 0 || (lowIncluded && number.compareTo(end) == 0))
                .orElse(true);
        boolean belowHigh = high.map(end -> number.compareTo(end) < 0 || (highIncluded && number.compareTo(end) == 0))
                .orElse(true);
        return aboveLow && belowHigh;
    }

    private static Optional<BigDecimal> end(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
    }
}
