/** The run directory: record, rounds, checkpoints with manifest, the lock of its one owner. */
@NullMarked
package io.espalier.store;

import org.jspecify.annotations.NullMarked;
