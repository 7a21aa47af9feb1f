/**
 * The compiled step: a network as prebuilt operations on preallocated memory outside Java's heap, computed by oneDNN and by passes of
 * the JDK's Vector API. Knows no DL4J.
 */
@NullMarked
package io.espalier.engine;

import org.jspecify.annotations.NullMarked;
