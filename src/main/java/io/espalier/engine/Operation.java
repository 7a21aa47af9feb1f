package io.espalier.engine;

/** One node of a network as prebuilt work on fixed memory, for one number of rows. */
interface Operation extends AutoCloseable {
    /**
     * Computes the node's values from those of its inputs.
     *
     * @param training whether the pass belongs to a gradient: batch normalisation then uses the rows' own statistics
     */
    void forward(boolean training);

    /**
     * Computes the gradients of the node's parameters and inputs from that of its values, which it may overwrite. Only after a
     * forward pass in training mode.
     */
    void backward();

    /** Frees the native objects of the operation; nothing where it has none of its own. */
    @Override
    default void close() {}
}
