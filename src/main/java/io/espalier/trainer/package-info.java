/**
 * The main loop, {@link io.espalier.trainer.HybridConstraintTrainer}, and the seams behind which Spark, DL4J and the
 * disk stand. Uses the plan's packages ({@code schedule} to {@code run}); knows no library, clock or files.
 */
@NullMarked
package io.espalier.trainer;

import org.jspecify.annotations.NullMarked;
