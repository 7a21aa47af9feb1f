package io.espalier.benchmark;

import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;
import io.espalier.run.TrainingPlan;
import java.nio.file.Path;
import java.util.List;

/**
 * What the comparison with dl4j-spark's master trains: 784-512-512-10 with Adam on made-up images.
 *
 * @param engine what computes a step of our loop
 * @param batch examples of a batch of one worker
 * @param steps of a worker between two averagings, of both loops
 * @param epochs that are measured
 * @param warmUpEpochs before them
 * @param prefetch numbers of batches that a worker of dl4j-spark reads ahead: each is tried, the fastest counts
 * @param master of Spark
 * @param seed of data and weights
 */
public record MasterSettings(
        Engine engine,
        int batch,
        int steps,
        int epochs,
        int warmUpEpochs,
        List<Integer> prefetch,
        String master,
        long seed) {
    /** Averagings of an epoch: at batch 128 and 20 steps an epoch has 61,440 images, about as many as MNIST. */
    static final int ROUNDS = 12;

    /** The usual steps between two averagings. */
    public static final int STEPS = 20;
    /** The usual numbers of batches read ahead. */
    public static final List<Integer> PREFETCH = List.of(0, 2, 8);
    /** The usual master. */
    public static final String MASTER = "local-cluster[2,1,2048]";

    public MasterSettings {
        prefetch = List.copyOf(prefetch);
        if (batch < 1 || steps < 1 || epochs < 1 || warmUpEpochs < 0) {
            throw new IllegalArgumentException("Batch, steps and epochs must be at least 1, warm-up epochs at least 0: "
                    + batch + ", " + steps + ", " + epochs + ", " + warmUpEpochs);
        }
        SyntheticImages.requireCount((double) ROUNDS * LoopSettings.WORKERS * steps * batch);
        if ((double) ROUNDS * steps * (epochs + (double) warmUpEpochs) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Steps of all epochs must be at most " + Integer.MAX_VALUE + ": "
                    + ROUNDS + " x " + steps + " an epoch");
        }
        if (prefetch.isEmpty() || prefetch.stream().anyMatch(batches -> batches < 0)) {
            throw new IllegalArgumentException("Prefetch needs at least one value, each at least 0: " + prefetch);
        }
    }

    /** These settings with the engine that computes in them. */
    MasterSettings resolved() {
        Engine computing = Engines.resolved(engine, BenchmarkNetworks.of(NetworkKind.MLP));
        return new MasterSettings(computing, batch, steps, epochs, warmUpEpochs, prefetch, master, seed);
    }

    /** Batches of the data set. */
    int batches() {
        return Math.multiplyExact(ROUNDS * LoopSettings.WORKERS, steps);
    }

    /** Images of the data set. */
    int images() {
        return Math.multiplyExact(batches(), batch);
    }

    /**
     * The plan that our rounds follow.
     *
     * @param directory where the images lie, or will
     */
    public TrainingPlan plan(Path directory) {
        return new LoopSettings(
                        NetworkKind.MLP, engine, batch, steps, ROUNDS * epochs, ROUNDS * warmUpEpochs, master, seed)
                .plan(directory);
    }
}
