package io.espalier.cli;

/** One command with its options. */
interface Command {
    /**
     * Does the work.
     *
     * @return exit code
     */
    int run(Console console) throws Exception;
}
