package io.espalier.cli;

import com.beust.jcommander.Parameter;

/** Options before the command. */
final class GlobalOptions {
    @Parameter(names = "--version", help = true, description = "Shows the version.")
    boolean version;
}
