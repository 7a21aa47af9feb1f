package io.espalier;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody probably meant who mistyped a name.
 *
 * <p>Names are compared without case by the number of single letters that were left out, put in, replaced or swapped
 * with their neighbour (optimal string alignment distance: F. J. Damerau 1964, "A technique for computer detection and
 * correction of spelling errors").
 */
public final class NearestName {
    private NearestName() {}

    /**
     * The known name that is nearest to what was typed; of equally near ones the first in alphabetical order.
     *
     * @return empty if none is near: at most a third of the typed letters may differ, one in names of 2 to 5 letters
     */
    public static Optional<String> of(String typed, Collection<String> known) {
        int allowed = typed.length() < 2 ? 0 : Math.max(1, typed.length() / 3);
        return known.stream()
                .filter(name -> distance(typed, name) <= allowed)
                .min(Comparator.<String>comparingInt(name -> distance(typed, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 ? j : j == 0 ? i : cheapest(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    /** Fewest edits from the first i letters of a to the first j of b, both at least 1. */
    private static int cheapest(int[][] edits, String a, String b, int i, int j) {
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int fewest = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
    }
}
