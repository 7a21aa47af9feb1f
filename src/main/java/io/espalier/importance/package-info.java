/** How much each training example matters, and which examples are kept. Pure. */
@NullMarked
package io.espalier.importance;

import org.jspecify.annotations.NullMarked;
