/** The main loop, {@link io.espalier.trainer.HybridConstraintTrainer}, and the seams behind which Spark, DL4J and the disk stand. Pure. */
@NullMarked
package io.espalier.trainer;

import org.jspecify.annotations.NullMarked;
