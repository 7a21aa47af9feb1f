package io.espalier.benchmark;

import io.espalier.Hashing;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Wrong labels, put on purpose: those rows of a data set whose numbers have the lowest hashes have another class than their own, each of
 * the others with equal probability. A function of seed, rows and fraction.
 */
final class Mislabelling {
    private final List<String> classes;
    private final long seed;
    private final int count;
    private final boolean[] wrong;

    /**
     * Wrong labels for some rows.
     *
     * @param rows of the data set
     * @param classes at least 2
     * @param fraction of the rows with a wrong label, in (0, 1); floor(rows x fraction) of them, at least 1
     */
    Mislabelling(int rows, List<String> classes, BigDecimal fraction, long seed) {
        this.classes = List.copyOf(classes);
        this.seed = seed;
        this.count = fraction.multiply(BigDecimal.valueOf(rows)).intValue();
        if (count < 1 || count >= rows || classes.size() < 2) {
            throw new IllegalArgumentException("Wrong labels must be in [1, " + rows + "), and of at least 2 classes: "
                    + count + ", " + classes.size());
        }
        long[] hashes = LongStream.range(0, rows).map(this::hash).toArray();
        long[] ascending = hashes.clone();
        Arrays.sort(ascending);
        this.wrong = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            wrong[row] = hashes[row] < ascending[count];
        }
    }

    /** The hash is one-to-one: no two rows have the same. */
    private long hash(long row) {
        return Hashing.hash(row, Hashing.seed(seed, "mislabelled rows"));
    }

    /** Number of rows. */
    int rows() {
        return wrong.length;
    }

    /** Number of wrong labels. */
    int count() {
        return count;
    }

    /** Whether a row, from 0, has a wrong label. */
    boolean isWrong(int row) {
        return wrong[row];
    }

    /**
     * The label that a row gets.
     *
     * @param label its own, one of the classes
     */
    String label(int row, String label) {
        if (!wrong[row]) {
            return label;
        }
        int others = classes.size() - 1;
        int step = 1 + Hashing.random(seed, "wrong label", row).nextInt(others);
        return classes.get((classes.indexOf(label) + step) % classes.size());
    }
}
