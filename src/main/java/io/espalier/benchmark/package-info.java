/**
 * Harnesses for the figures that the documentation states. They may use all packages but {@code cli}, read the clock
 * and print.
 */
@NullMarked
package io.espalier.benchmark;

import org.jspecify.annotations.NullMarked;
