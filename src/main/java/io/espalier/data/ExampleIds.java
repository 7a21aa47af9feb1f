package io.espalier.data;

import io.espalier.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Ids that belong to the data, not to its place in a file: the source's key column or, where there is none, a hash of
 * the content.
 *
 * <p>A content id depends on features and label only, so the same examples in another order or another format (CSV,
 * Parquet) have the same ids. Equal rows are told apart by how many came before, so their ids depend on order only
 * among themselves, where it makes no difference.
 */
public final class ExampleIds {
    private ExampleIds() {}

    /**
     * xxHash64, seed 0, of an example's content: the features' little-endian float bits, then the label's UTF-8.
     *
     * <p>Equal content has equal bits: -0 is taken as 0, and a label that is a number in its shortest form (1.0 and 01
     * as 1).
     *
     * @param features finite values
     * @param label text of the class
     */
    public static long contentHash(float[] features, String label) {
        byte[] text = Labels.shortest(label).getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(
                        Math.addExact(Math.multiplyExact(features.length, Float.BYTES), text.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float feature : features) {
            content.putFloat(feature + 0f); // -0f + 0f is 0f
        }
        content.put(text);
        return Hashing.hash(content.array(), 0);
    }

    /**
     * The id of an example by its content: xxHash64 of the occurrence number, seeded with the content's hash.
     *
     * <p>xxHash64 of 8 bytes is one-to-one in the bytes and in the seed. So the occurrences of one content have
     * different ids, and so have the first occurrences of different content hashes.
     *
     * @param contentHash of {@link #contentHash}
     * @param occurrence how many earlier rows of the same part have this hash, from 0
     */
    public static long id(long contentHash, long occurrence) {
        return Hashing.hash(occurrence, contentHash);
    }
}
