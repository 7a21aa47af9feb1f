/**
 * The training backend on Apache Spark: reads, packs and scores data, runs each round as one job. Runs on the driver;
 * with {@code spark.task} and the benchmarks the only user of Spark, and it does not know DL4J.
 */
@NullMarked
package io.espalier.spark;

import org.jspecify.annotations.NullMarked;
