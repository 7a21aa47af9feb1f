/**
 * DL4J networks to {@code network} and back, the DL4J replica, the model zip. The only user of JavaCPP; beside
 * {@code api} and the benchmarks the only one of DL4J and ND4J. It does not know Spark.
 */
@NullMarked
package io.espalier.dl4j;

import org.jspecify.annotations.NullMarked;
