package io.espalier.spark;

import io.espalier.trainer.ScoreMemory;
import org.apache.spark.SparkConf;

/**
 * What comes to the driver at most.
 *
 * @param collectBytes of contributions in a round
 * @param gatheredRows examples whose scores it holds
 */
record DriverLimits(long collectBytes, int gatheredRows) {
    private static final long COLLECT_BYTES = 64L << 20;
    /** Share of Spark's own limit on collected results that one round may take: there are moments beside the weights. */
    private static final int RESULT_SHARE = 8;

    /** Those of a Spark: min(64 MB, maxResultSize / 8) in a round. */
    static DriverLimits of(SparkConf conf) {
        long maxResult = conf.getSizeAsBytes("spark.driver.maxResultSize", "1g");
        return new DriverLimits(
                maxResult == 0 ? COLLECT_BYTES : Math.min(COLLECT_BYTES, maxResult / RESULT_SHARE),
                ScoreMemory.GATHERED_ROWS);
    }
}
