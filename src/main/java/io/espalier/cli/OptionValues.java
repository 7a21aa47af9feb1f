package io.espalier.cli;

import io.espalier.NearestName;
import io.espalier.UserException;
import io.espalier.Words;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** The values of options whose form JCommander would not explain to a person. */
final class OptionValues {
    private OptionValues() {}

    /**
     * The choice of a word in lower case.
     *
     * @param choices all of them
     * @throws UserException that names those allowed
     */
    static <E extends Enum<E>> E choice(String option, E[] choices, String word) {
        List<String> names = Arrays.stream(choices).map(Words::word).toList();
        if (!names.contains(word)) {
            throw new UserException(option + " must be one of " + String.join(", ", names) + ": "
                    + (word.isEmpty() ? "an empty word" : word)
                    + NearestName.of(word, names)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(""));
        }
        return choices[names.indexOf(word)];
    }

    /** The choices of words in lower case. */
    static <E extends Enum<E>> List<E> choices(String option, E[] choices, List<String> words) {
        return words.stream().map(word -> choice(option, choices, word)).toList();
    }

    /**
     * A decimal number.
     *
     * @throws UserException if it is none
     */
    static BigDecimal decimal(String option, String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new UserException(option + " must be a decimal number such as 0.5: " + text, e);
        }
    }

    /** Decimal numbers. */
    static List<BigDecimal> decimals(String option, List<String> texts) {
        return texts.stream().map(text -> decimal(option, text)).toList();
    }
}
