/** The training backend on Apache Spark; runs on the driver. */
@NullMarked
package io.espalier.spark;

import org.jspecify.annotations.NullMarked;
