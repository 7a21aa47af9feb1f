package io.espalier.cli;

import com.beust.jcommander.Parameter;
import io.espalier.UserException;
import io.espalier.benchmark.EngineSettings;
import io.espalier.run.TrainingPlan.Engine;
import io.espalier.run.TrainingPlan.NetworkKind;

/** Options of the benchmarks that measure replicas. */
final class ReplicaOptions {
    @Parameter(names = "--network", description = "mlp (784-512-512-10), lenet or resnet.")
    private NetworkKind network = NetworkKind.MLP;

    @Parameter(names = "--engine", description = "What computes a step.")
    private Engine engine = Engine.AUTO;

    @Parameter(names = "--batch", description = "Examples of a batch of one replica.")
    private int batch = 256;

    @Parameter(names = "--replicas", description = "Replicas side by side, each on threads of its own.")
    private int replicas = 2;

    @Parameter(names = "--seconds", description = "Seconds of each figure, after a warm-up of half as many.")
    private double seconds;

    @Parameter(names = "--seed", description = "Seed of data and weights.")
    private long seed = 1;

    /** Options with the seconds of a figure where a person does not say it. */
    ReplicaOptions(double seconds) {
        this.seconds = seconds;
    }

    /**
     * What is measured.
     *
     * @param command for messages
     * @throws UserException if an option can't be used
     */
    EngineSettings settings(String command) {
        try {
            return new EngineSettings(network, engine, batch, replicas, 1, seconds, seed);
        } catch (IllegalArgumentException e) {
            throw new UserException(command + ": " + e.getMessage(), e);
        }
    }
}
