package io.espalier.config;

import io.espalier.NearestName;
import io.espalier.UserException;
import io.espalier.config.YamlNode.Scalar;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Scalars as values. What is expected decides how the text is read, so YAML 1.1's surprises ({@code no} for false, {@code 010} for 8,
 * {@code 1e-3} for text) do not happen.
 */
final class Scalars {
    /** A number with at most 40 digits and a three-digit exponent: longer ones only serve to exhaust memory. */
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][-+]?\\d{1,3})?");

    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9]\\d{0,39})");
    private static final Pattern PASSWORD = Pattern.compile("(?i)\\b[a-z][a-z0-9+.-]*://[^/@\\s]*:[^/@\\s]*@");

    private Scalars() {}

    static long whole(YamlNode node, String path, ValueType.Whole type, Optional<Range> range) {
        String text = plain(node, path, "a whole number");
        if (!WHOLE.matcher(text).matches()) {
            throw wrong(node, path, "a whole number");
        }
        BigDecimal number = new BigDecimal(text);
        requireIn(range, number, node, path);
        if (number.compareTo(BigDecimal.valueOf(type.lowest())) < 0
                || number.compareTo(BigDecimal.valueOf(type.highest())) > 0) {
            throw wrong(node, path, "in [" + type.lowest() + ", " + type.highest() + "]");
        }
        return number.longValueExact();
    }

    /** Without trailing zeros, so that 0.2 and 0.20 give equal plans. */
    static BigDecimal decimal(YamlNode node, String path, Optional<Range> range) {
        String text = plain(node, path, "a number");
        if (!NUMBER.matcher(text).matches()) {
            throw wrong(node, path, "a number");
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        requireIn(range, number, node, path);
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    static boolean truth(YamlNode node, String path) {
        return switch (plain(node, path, "true or false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(node, path, "true or false");
        };
    }

    static String text(YamlNode node, String path) {
        if (!(node instanceof Scalar scalar) || scalar.isNull()) {
            throw wrong(node, path, "text");
        }
        if (!scalar.quoted() && looksTyped(scalar.text())) {
            throw wrong(node, path, "text; in quotes where it looks like a number");
        }
        if (scalar.text().isBlank() || scalar.text().chars().anyMatch(Character::isISOControl)) {
            throw wrong(node, path, "text of one line that is not blank");
        }
        if (PASSWORD.matcher(scalar.text()).find()) {
            throw new UserException(node.place() + ": " + path
                    + " must not hold a password; secrets come from the environment or Hadoop's credential provider");
        }
        return scalar.text();
    }

    static Enum<?> choice(YamlNode node, String path, ValueType.Choice type) {
        List<String> words = type.words();
        int index = node instanceof Scalar scalar ? words.indexOf(scalar.text()) : -1;
        if (index < 0) {
            UserException wrong = wrong(node, path, (words.size() == 1 ? "" : "one of ") + String.join(", ", words));
            throw node instanceof Scalar scalar
                    ? NearestName.of(scalar.text(), words)
                            .map(near -> new UserException(wrong.getMessage() + "; did you mean " + near + "?"))
                            .orElse(wrong)
                    : wrong;
        }
        return type.constants().get(index);
    }

    static UserException wrong(YamlNode node, String path, String allowed) {
        return new UserException(node.place() + ": " + path + " must be " + allowed + ": " + node.description());
    }

    private static String plain(YamlNode node, String path, String allowed) {
        if (node instanceof Scalar scalar && !scalar.quoted()) {
            return scalar.text();
        }
        throw wrong(node, path, allowed);
    }

    private static boolean looksTyped(String text) {
        return NUMBER.matcher(text).matches() || text.equals("true") || text.equals("false");
    }

    private static void requireIn(Optional<Range> range, BigDecimal number, YamlNode node, String path) {
        if (range.isPresent() && !range.get().contains(number)) {
            throw wrong(node, path, "in " + range.get().text());
        }
    }
}
