/** How much each training example matters, and which examples are kept. Uses the JDK only. */
@NullMarked
package io.espalier.importance;

import org.jspecify.annotations.NullMarked;
