/**
 * dl4j-spark's own training master as a backend: the reference that the round loop is compared with.
 *
 * <p>The only user of dl4j-spark, and of Spark and DL4J together.
 */
@NullMarked
package io.espalier.dl4jspark;

import org.jspecify.annotations.NullMarked;
