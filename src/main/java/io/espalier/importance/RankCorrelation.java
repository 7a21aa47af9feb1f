package io.espalier.importance;

import java.util.OptionalDouble;

/**
 * Spearman's rank correlation of counted pairs: Pearson's of the ranks, where all of one row or column share their mean rank (Kendall and
 * Gibbons 1990, "Rank Correlation Methods", chapter 3).
 */
final class RankCorrelation {
    private RankCorrelation() {}

    /**
     * The correlation of a table of counts.
     *
     * @param counts row-major, [rows x columns], rows and columns ascending by what they count
     * @return in [-1, 1]; empty where all are in one row or one column
     */
    static OptionalDouble of(long[] counts, int columns) {
        int rows = counts.length / columns;
        long[] ofRow = new long[rows];
        long[] ofColumn = new long[columns];
        for (int i = 0; i < counts.length; i++) {
            ofRow[i / columns] += counts[i];
            ofColumn[i % columns] += counts[i];
        }
        double[] rowRanks = centredRanks(ofRow);
        double[] columnRanks = centredRanks(ofColumn);
        double products = 0;
        for (int i = 0; i < counts.length; i++) {
            products += counts[i] * rowRanks[i / columns] * columnRanks[i % columns];
        }
        double squares = squares(ofRow, rowRanks) * squares(ofColumn, columnRanks);
        return squares > 0
                ? OptionalDouble.of(Math.max(-1, Math.min(1, products / Math.sqrt(squares))))
                : OptionalDouble.empty();
    }

    /** Mean rank of each group, less the mean of all. */
    private static double[] centredRanks(long[] sizes) {
        long all = 0;
        for (long size : sizes) {
            all += size;
        }
        double[] ranks = new double[sizes.length];
        long before = 0;
        for (int i = 0; i < sizes.length; i++) {
            ranks[i] = before + sizes[i] / 2.0 - all / 2.0;
            before += sizes[i];
        }
        return ranks;
    }

    private static double squares(long[] sizes, double[] ranks) {
        double sum = 0;
        for (int i = 0; i < sizes.length; i++) {
            sum += sizes[i] * ranks[i] * ranks[i];
        }
        return sum;
    }
}
