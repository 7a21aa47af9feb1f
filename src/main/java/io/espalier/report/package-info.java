/** A run's record as HTML, Markdown and JSON. */
@NullMarked
package io.espalier.report;

import org.jspecify.annotations.NullMarked;
