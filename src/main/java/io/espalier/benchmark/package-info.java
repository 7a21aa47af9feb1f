/** Harnesses for the figures that the documentation states. */
@NullMarked
package io.espalier.benchmark;

import org.jspecify.annotations.NullMarked;
