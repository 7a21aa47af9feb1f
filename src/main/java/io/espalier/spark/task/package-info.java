/** What Spark executors run. Holds serializable values only; no session, context or configuration. */
@NullMarked
package io.espalier.spark.task;

import org.jspecify.annotations.NullMarked;
