/**
 * What is taken from a network and how: targets resolved to numbers of units, importance of units, masks, compaction
 * of flat arrays. Uses {@code schedule} and {@code network}; knows no library and no files.
 */
@NullMarked
package io.espalier.constraint;

import org.jspecify.annotations.NullMarked;
