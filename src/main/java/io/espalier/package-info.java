/** Espalier: neural networks trained under constraint on Apache Spark. Start reading at {@link io.espalier.trainer.HybridConstraintTrainer}. */
@NullMarked
package io.espalier;

import org.jspecify.annotations.NullMarked;
