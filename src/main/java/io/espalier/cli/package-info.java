/** The command line: the composition root, exit codes, progress. The only package that prints, reads the environment or the clock. */
@NullMarked
package io.espalier.cli;

import org.jspecify.annotations.NullMarked;
