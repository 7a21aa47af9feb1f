package io.espalier.spark.task;

import io.espalier.Hashing;
import io.espalier.data.RawExample;

/** A hash of rows in their order: xxHash64 of each row's content, seeded with that of its key, seeded with the hash of the rows before. */
final class RowSequence {
    private long hash;

    /**
     * Takes the next row.
     *
     * @param content hash of its content
     */
    void add(RawExample row, long content) {
        hash = Hashing.hash(content, Hashing.hash(row.key(), hash));
    }

    long hash() {
        return hash;
    }
}
