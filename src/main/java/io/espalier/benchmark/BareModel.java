package io.espalier.benchmark;

/** A model with batches of its own that lie ready in memory and are walked again and again. Used by one thread at a time. */
interface BareModel extends AutoCloseable {
    /**
     * Trains one step on the next batch.
     *
     * @return examples of the batch
     */
    int train();

    /**
     * Computes the loss of each example of the next batch, without learning.
     *
     * @return examples of the batch
     */
    int score();

    /** Mean loss of the last step, before its update. */
    double loss();

    @Override
    void close();
}
