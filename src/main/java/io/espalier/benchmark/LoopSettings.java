package io.espalier.benchmark;

import static io.espalier.Words.word;

import io.espalier.config.JobFile;
import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;
import io.espalier.run.TrainingPlan;
import java.nio.file.Path;
import java.util.List;

/**
 * What the loop benchmark trains.
 *
 * @param network mlp, lenet or resnet; see {@link BenchmarkNetworks}
 * @param engine what computes a step, in the rounds and bare
 * @param batch examples of a batch of one worker
 * @param steps of a worker in one round
 * @param rounds that are measured
 * @param warmUpRounds before them: code is compiled, caches fill
 * @param master of Spark
 * @param seed of data and weights
 */
public record LoopSettings(
        NetworkKind network,
        Engine engine,
        int batch,
        int steps,
        int rounds,
        int warmUpRounds,
        String master,
        long seed) {
    /** Logical workers, and bare threads beside them. */
    static final int WORKERS = 2;

    public LoopSettings {
        var unused = BenchmarkNetworks.of(network);
        if (batch < 1 || steps < 1 || rounds < 1 || warmUpRounds < 0) {
            throw new IllegalArgumentException("Batch, steps and rounds must be at least 1, warm-up rounds at least 0: "
                    + batch + ", " + steps + ", " + rounds + ", " + warmUpRounds);
        }
        SyntheticImages.requireCount(2.0 * WORKERS * batch * steps);
        if ((double) steps * (rounds + (double) warmUpRounds) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "Steps of all rounds must be at most " + Integer.MAX_VALUE + ": " + steps + " a round");
        }
    }

    /** These settings with the engine that computes in them. */
    LoopSettings resolved() {
        Engine computing = Engines.resolved(engine, BenchmarkNetworks.of(network));
        return new LoopSettings(network, computing, batch, steps, rounds, warmUpRounds, master, seed);
    }

    /** Images of the data set: two rounds are an epoch. */
    int images() {
        return Math.multiplyExact(Math.multiplyExact(2 * WORKERS, batch), steps);
    }

    /**
     * The plan that the rounds follow: dense, no validation part and so no evaluation, a constant learning rate.
     *
     * @param directory where the images lie, or will
     */
    public TrainingPlan plan(Path directory) {
        return JobFile.parse(
                """
                name: loop
                data: {source: idx, test_fraction: 0, validation_fraction: 0}
                phases: [{baseline: 1}]
                """,
                "benchmark loop",
                List.of(
                        "master=" + master,
                        "data.images=" + images(directory),
                        "data.labels=" + labels(directory),
                        "network.kind=" + word(network),
                        "network.hidden=" + (network == NetworkKind.MLP ? BenchmarkNetworks.MLP_WIDTHS : List.of()),
                        "training.engine=" + word(engine),
                        "training.workers=" + WORKERS,
                        "training.batch=" + batch,
                        "training.steps_per_round=" + steps,
                        "training.budget.steps=" + steps * (rounds + warmUpRounds),
                        "training.updater.decay=constant",
                        "training.seed=" + seed));
    }

    static Path images(Path directory) {
        return directory.resolve("images-idx3-ubyte");
    }

    static Path labels(Path directory) {
        return directory.resolve("labels-idx1-ubyte");
    }
}
