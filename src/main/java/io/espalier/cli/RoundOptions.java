package io.espalier.cli;

import com.beust.jcommander.Parameter;
import io.espalier.UserException;
import io.espalier.benchmark.LoopSettings;
import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;

/** Options of the benchmarks that measure rounds. */
final class RoundOptions {
    @Parameter(names = "--engine", description = "What computes a step.")
    private Engine engine = Engine.AUTO;

    @Parameter(names = "--batch", description = "Examples of a batch of one worker.")
    private int batch = 128;

    @Parameter(names = "--steps", description = "Steps of a worker in one round.")
    private int steps = 50;

    @Parameter(names = "--rounds", description = "Rounds that are measured, of each cluster in a turn.")
    private int rounds;

    @Parameter(names = "--warm-up", description = "Rounds before them.")
    private int warmUp;

    @Parameter(names = "--seed", description = "Seed of data and weights.")
    private long seed = 1;

    /** Options with the rounds that a benchmark measures, and the rounds before them, where a person does not say it. */
    RoundOptions(int rounds, int warmUp) {
        this.rounds = rounds;
        this.warmUp = warmUp;
    }

    /**
     * What is measured.
     *
     * @param command for messages
     * @param master of Spark
     * @throws UserException if an option can't be used
     */
    LoopSettings settings(String command, NetworkKind network, String master) {
        try {
            return new LoopSettings(network, engine, batch, steps, rounds, warmUp, master, seed);
        } catch (IllegalArgumentException e) {
            throw new UserException(command + ": " + e.getMessage(), e);
        }
    }
}
