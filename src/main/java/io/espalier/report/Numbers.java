package io.espalier.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them: thousands separators, units, no more digits than mean something. The same on every machine. */
final class Numbers {
    /** Stands where there is no number. */
    static final String NONE = "–";

    private static final String[] PREFIXES = {"", " k", " M", " G", " T", " P", " E"};

    private Numbers() {}

    /** {@code 85,002}. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A fraction in [0, 1] with one digit: {@code 64.2 %}. */
    static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
    }

    /** A quality with two digits, because the last ones are compared: {@code 97.21 %}. NaN, of a part without examples, is {@link #NONE}. */
    static String quality(double fraction) {
        return Double.isNaN(fraction) ? NONE : String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
    }

    static String quality(OptionalDouble fraction) {
        return fraction.isPresent() ? quality(fraction.getAsDouble()) : NONE;
    }

    /** {@code part} of {@code whole}; nothing of nothing is {@link #NONE}. */
    static String share(double part, double whole) {
        return whole == 0 ? NONE : percent(part / whole);
    }

    /** Under two minutes {@code 14.26 s}, then {@code 3 min 05 s}, then {@code 2 h 03 min}. */
    static String seconds(double value) {
        if (value < 120) {
            return String.format(Locale.ROOT, value < 0.0995 ? "%.3f s" : "%.2f s", value);
        }
        long whole = Math.round(value);
        long minutes = Math.round(value / 60);
        return whole < 7200
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%,d h %02d min", minutes / 60, minutes % 60);
    }

    /** Always in seconds, for columns that are added up: {@code 1,234.567 s}. */
    static String exactSeconds(double value) {
        return String.format(Locale.ROOT, "%,.3f s", value);
    }

    /** Four significant digits: {@code 0.01234}, {@code 12.34}, {@code 1.234e-7}. */
    static String decimal(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size < 1e-3) {
            return scientific(value, 3);
        }
        int digits = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    static String decimal(OptionalDouble value) {
        return value.isPresent() ? decimal(value.getAsDouble()) : NONE;
    }

    /** Short enough to stand under a picture: {@code 0.412}, {@code 5.2e-9}. */
    static String score(double value) {
        double size = Math.abs(value);
        if (size > 0 && (size < 1e-3 || size >= 1e5)) {
            return scientific(value, 1);
        }
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** Three digits: {@code 0.912}. */
    static String correlation(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : NONE;
    }

    private static String scientific(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "e", value).replaceAll("e([-+])0(?=[0-9])", "e$1");
    }

    /** Three significant digits and a prefix: {@code 12.3 MB}, {@code 1.70 GFLOP}, {@code 512 B}. */
    static String scaled(double value, String unit) {
        int prefix = 0;
        double rest = value;
        while (Math.abs(rest) >= 999.5 && prefix < PREFIXES.length - 1) {
            rest /= 1000;
            prefix++;
        }
        String number =
                prefix == 0 ? decimal(rest) : String.format(Locale.ROOT, "%." + digitsAfterPoint(rest) + "f", rest);
        return number + (prefix == 0 ? " " : PREFIXES[prefix]) + unit;
    }

    /** A short label of an axis: {@code 20k}, {@code 1.5M}, {@code 0.25}. */
    static String tick(double value) {
        String text = Math.abs(value) < 1000 ? decimal(value) : scaledTick(value);
        return text.indexOf('.') < 0 || text.indexOf('e') >= 0 ? text : text.replaceAll("\\.?0+(?=[kMGTPE]?$)", "");
    }

    private static String scaledTick(double value) {
        return scaled(value, "").replace(" ", "");
    }

    private static int digitsAfterPoint(double value) {
        double size = Math.abs(value);
        if (size < 9.995) {
            return 2;
        }
        return size < 99.95 ? 1 : 0;
    }
}
