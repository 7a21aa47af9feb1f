package io.espalier.trainer;

/**
 * The examples of one logical worker, or a slice of the validation or test part: fixed-width rows in hash order.
 *
 * <p>Safe for use by several threads.
 */
public interface Shard extends AutoCloseable {
    /** Number of rows. */
    int rows();

    /** Values of one row. */
    int featureCount();

    /** Id of the example in a row. */
    long id(int row);

    /** Class index of the example in a row. */
    int label(int row);

    /**
     * Copies rows into a batch, features scaled, and sets its number of rows.
     *
     * @param rows indices of rows
     * @param count how many of {@code rows}, from the first, are copied; at most the batch's capacity
     */
    void read(int[] rows, int count, Batch batch);

    @Override
    void close();
}
