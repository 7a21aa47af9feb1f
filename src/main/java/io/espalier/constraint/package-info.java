/**
 * What is taken away and how: targets resolved to unit counts, unit importance, masks, compaction of flat arrays. Pure.
 */
@NullMarked
package io.espalier.constraint;

import org.jspecify.annotations.NullMarked;
