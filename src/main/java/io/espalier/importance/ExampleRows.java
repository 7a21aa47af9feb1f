package io.espalier.importance;

/** Scored examples that can be gone through one by one, in any order: all that counting needs of them. */
@FunctionalInterface
public interface ExampleRows {
    /** Goes through all examples. */
    void forEach(Visitor visitor);

    /** Takes an example. */
    @FunctionalInterface
    interface Visitor {
        /**
         * An example.
         *
         * @param label class index
         * @param score higher = more important
         * @param hash {@code Hashing.hash(id, seed)}
         */
        void example(int label, double score, long hash);
    }
}
