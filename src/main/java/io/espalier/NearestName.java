package io.espalier;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that a mistyped one most likely means: for messages that offer a correction. */
public final class NearestName {
    private NearestName() {}

    /**
     * The known name with the smallest Damerau-Levenshtein distance (optimal string alignment: insert, delete, replace, swap of neighbours),
     * letter case ignored.
     *
     * <p>A name is near when at most a third of the longer of both differs; one letter may always differ, but in names of one letter none.
     * Else there is no answer, because a far-fetched proposal misleads. Ties go to the alphabetically first.
     *
     * @param name as typed
     * @param known names to choose from, in any order
     */
    public static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .filter(candidate -> near(name, candidate))
                .min(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean near(String name, String candidate) {
        int longer = Math.max(name.length(), candidate.length());
        int allowed = longer < 2 ? 0 : Math.max(1, longer / 3);
        // The lengths first: a name may be as long as a file, and the distance takes their product.
        return Math.abs(name.length() - candidate.length()) <= allowed && distance(name, candidate) <= allowed;
    }

    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : cheapest(a, b, cost, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int[][] cost, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
