package io.espalier.data;

import io.espalier.Hashing;
import java.io.Serializable;
import java.util.HexFormat;

/**
 * A hash of a whole data set that doesn't depend on the order of its examples: sets with the same one are taken as the
 * same.
 *
 * <p>xxHash64 of the number of examples, seeded with the sum, modulo 2^64, of xxHash64(content hash, seed = id) over
 * them. Not thread-safe; travels, and merges with those of other partitions.
 */
public final class DataFingerprint implements Serializable {
    private static final long serialVersionUID = 1L;

    private long sum;
    private long rows;

    /**
     * Takes an example.
     *
     * @param id of the example
     * @param contentHash of {@link ExampleIds#contentHash}; an id from a key column says nothing of the content
     */
    public void add(long id, long contentHash) {
        sum += Hashing.hash(contentHash, id);
        rows++;
    }

    /** Takes all examples of another. */
    public void merge(DataFingerprint other) {
        sum += other.sum;
        rows += other.rows;
    }

    /** 16 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().toHexDigits(Hashing.hash(rows, sum));
    }
}
