/**
 * A network as data: layers, tensors with shape and offset in the flat parameter vector, groups of units, parameter
 * and FLOP counts. Uses the JDK only.
 */
@NullMarked
package io.espalier.network;

import org.jspecify.annotations.NullMarked;
