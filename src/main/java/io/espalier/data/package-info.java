/** Readers of data sets, example ids, splits, scaling and the packed shard files that workers train from. */
@NullMarked
package io.espalier.data;

import org.jspecify.annotations.NullMarked;
