package io.espalier.cli;

import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out results and progress
 * @param err errors and warnings for people
 */
record Console(PrintStream out, PrintStream err) {}
