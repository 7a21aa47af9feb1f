package io.espalier.cli;

import com.beust.jcommander.Parameter;
import io.espalier.UserException;
import io.espalier.benchmark.EngineSettings;
import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options of the benchmarks that measure replicas. */
final class ReplicaOptions {
    @Parameter(names = "--network", description = "mlp (784-512-512-10), lenet or resnet.")
    private NetworkKind network = NetworkKind.MLP;

    @Parameter(names = "--engine", description = "What computes a step.")
    private Engine engine = Engine.AUTO;

    @Parameter(names = "--batch", description = "Examples of a batch of one replica.")
    private int batch = 256;

    @Parameter(
            names = "--replicas",
            description = "Replicas side by side, each on a thread of its own; 2, or 1 with several --threads.")
    private @Nullable Integer replicas;

    @Parameter(names = "--threads", description = "Threads that train one replica together.")
    private int threads = 1;

    @Parameter(names = "--seconds", description = "Seconds of each figure, after a warm-up of half as many.")
    private double seconds;

    @Parameter(names = "--seed", description = "Seed of the images.")
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
            int count = Optional.ofNullable(replicas).orElse(threads == 1 ? 2 : 1);
            return new EngineSettings(network, engine, batch, count, threads, seconds, seed);
        } catch (IllegalArgumentException e) {
            throw new UserException(command + ": " + e.getMessage(), e);
        }
    }
}
