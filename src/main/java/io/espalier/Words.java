package io.espalier;

import java.math.BigDecimal;
import java.util.Locale;

/** How values are written in job files, records and messages. */
public final class Words {
    private Words() {}

    /** The word for a choice: its name in lower case. */
    public static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /** A number without exponent and trailing zeros; any zero is {@code 0}. */
    public static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
