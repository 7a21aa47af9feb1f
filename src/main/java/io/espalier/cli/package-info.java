/**
 * The command line: commands, options, exit codes, signals, progress. It is a user of {@link io.espalier.api.Espalier} like any other
 * program; beside the benchmarks it is the only one that prints and reads the environment.
 */
@NullMarked
package io.espalier.cli;

import org.jspecify.annotations.NullMarked;
