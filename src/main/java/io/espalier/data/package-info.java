/**
 * Readers of digits, IDX and CSV, example ids, splits, scaling, and the packed shard files that workers train from.
 * The only user of Commons CSV; fills the trainer's seam for shards. Parquet is read in {@code spark}.
 */
@NullMarked
package io.espalier.data;

import org.jspecify.annotations.NullMarked;
