/**
 * The run directory: record, rounds, checkpoints with manifest, the lock of its one owner. Uses the plan's packages,
 * fills the trainer's seam for checkpoints, and reads and writes JSON with Jackson.
 */
@NullMarked
package io.espalier.store;

import org.jspecify.annotations.NullMarked;
