/** The public Java API. Everything outside this package and the file formats is internal. */
@NullMarked
package io.espalier.api;

import org.jspecify.annotations.NullMarked;
