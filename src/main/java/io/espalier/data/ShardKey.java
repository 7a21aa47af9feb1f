package io.espalier.data;

import io.espalier.Hashing;
import io.espalier.run.DataPlan;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What the content of shard files depends on: shards with the same key are the same bytes, whichever run made them.
 *
 * @param fingerprint of the data, of all its parts: {@link DataFingerprint#hex}
 * @param testFraction of the split
 * @param validationFraction of the split
 * @param folds of the split
 * @param fold of the split
 * @param dataSeed seed of the split
 * @param trainingSeed seed of the shards
 * @param workers shards of a part
 */
public record ShardKey(
        String fingerprint,
        BigDecimal testFraction,
        BigDecimal validationFraction,
        int folds,
        int fold,
        long dataSeed,
        long trainingSeed,
        int workers)
        implements Serializable {
    private static final int VERSION = 1;

    public ShardKey {
        if (!fingerprint.matches("[0-9a-f]{16}")) {
            throw new IllegalArgumentException("Fingerprint must be 16 hexadecimal digits: " + fingerprint);
        }
        // 0.2 and 0.20 are the same split.
        testFraction = testFraction.stripTrailingZeros();
        validationFraction = validationFraction.stripTrailingZeros();
    }

    /** The key of a plan's shards. */
    public static ShardKey of(String fingerprint, DataPlan plan, long trainingSeed, int workers) {
        return new ShardKey(
                fingerprint,
                plan.testFraction(),
                plan.validationFraction(),
                plan.folds(),
                plan.fold(),
                plan.seed(),
                trainingSeed,
                workers);
    }

    /** Name of the directory of the shards: the fingerprint, then a hash of the rest. */
    public String directoryName() {
        String rest = String.join(
                ",",
                Integer.toString(VERSION),
                testFraction.toPlainString(),
                validationFraction.toPlainString(),
                Integer.toString(folds),
                Integer.toString(fold),
                Long.toString(dataSeed),
                Long.toString(trainingSeed),
                Integer.toString(workers));
        long hash = Hashing.hash(rest.getBytes(StandardCharsets.UTF_8), 0);
        return fingerprint + "-" + HexFormat.of().toHexDigits(hash);
    }
}
