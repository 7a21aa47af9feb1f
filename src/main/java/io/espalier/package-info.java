/**
 * Espalier: neural networks trained under constraint on Apache Spark. Start reading at
 * {@link io.espalier.trainer.HybridConstraintTrainer}.
 *
 * <p>This package holds what every other one may use: hashing, draws, the user's mistake. It uses none of them.
 */
@NullMarked
package io.espalier;

import org.jspecify.annotations.NullMarked;
