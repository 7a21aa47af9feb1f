/**
 * The public Java API, for callers who own their training loop. It may use all packages but {@code cli} and
 * {@code benchmark}; everything outside it and the file formats is internal.
 */
@NullMarked
package io.espalier.api;

import org.jspecify.annotations.NullMarked;
