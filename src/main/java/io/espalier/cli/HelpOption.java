package io.espalier.cli;

import com.beust.jcommander.Parameter;

/** The option that the command line and every command have: one object, given before or after the command. */
final class HelpOption {
    @Parameter(
            names = {"--help", "-h"},
            help = true,
            description = "Shows the options, and the commands where there are any.")
    private boolean wanted;

    /** Whether it is given. */
    boolean isWanted() {
        return wanted;
    }
}
