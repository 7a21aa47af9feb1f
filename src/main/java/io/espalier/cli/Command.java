package io.espalier.cli;

import java.util.Map;

/** One command with its options. */
interface Command {
    /**
     * Does the work.
     *
     * @return exit code
     */
    int run(Console console) throws Exception;

    /** Commands below this one by name; where there are any, one of them does the work. */
    default Map<String, Command> subcommands() {
        return Map.of();
    }
}
