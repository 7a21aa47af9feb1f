package io.espalier.data;

import io.espalier.Hashing;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A hash of a whole data set that doesn't depend on the order of its examples: sets with the same one are taken as the
 * same.
 *
 * <p>xxHash64 of the number of examples, seeded with the sum, modulo 2^64, of xxHash64(content hash, seed = key) over
 * them. Not thread-safe; travels, and merges with those of other partitions.
 */
public final class DataFingerprint implements Serializable {
    private static final long serialVersionUID = 1L;

    private long sum;
    private long rows;

    /**
     * Takes an example.
     *
     * @return the hash of its content, {@link ExampleIds#contentHash}
     */
    public long add(RawExample example) {
        long content = ExampleIds.contentHash(example.features(), example.label());
        sum += Hashing.hash(content, example.key());
        rows++;
        return content;
    }

    /** Takes all examples of another. */
    public void merge(DataFingerprint other) {
        sum += other.sum;
        rows += other.rows;
    }

    /** Number of examples. */
    public long rows() {
        return rows;
    }

    /** 16 hexadecimal digits. */
    public String hex() {
        return hex(Hashing.hash(rows, sum));
    }

    /**
     * The hash of a data set and its classes, 16 hexadecimal digits: xxHash64 of their names, then of each part's fingerprint, seeded with
     * the hash so far.
     *
     * @param parts of the source; one that was not given is left out
     */
    public static String hex(List<String> classes, Map<Part, DataFingerprint> parts) {
        long hash = hash(String.join("\n", classes), 0);
        for (Map.Entry<Part, DataFingerprint> part : new EnumMap<>(parts).entrySet()) {
            hash = hash(part.getKey() + " " + part.getValue().hex(), hash);
        }
        return hex(hash);
    }

    private static long hash(String text, long seed) {
        return Hashing.hash(text.getBytes(StandardCharsets.UTF_8), seed);
    }

    private static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }
}
