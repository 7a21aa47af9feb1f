/**
 * The command line: commands, exit codes, progress. Here all parts are put together, so it may use every package;
 * beside the benchmarks it is the only one that prints and reads the environment and the clock.
 */
@NullMarked
package io.espalier.cli;

import org.jspecify.annotations.NullMarked;
