package io.espalier.benchmark;

import io.espalier.config.JobFile;
import io.espalier.network.Network;
import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;
import io.espalier.run.UpdaterPlan;
import java.util.List;

/**
 * What a benchmark of an engine trains: replicas of a network side by side, with Adam, on made-up images.
 *
 * @param network mlp, lenet or resnet; see {@link BenchmarkNetworks}
 * @param engine what computes a step
 * @param batch examples of a batch of one replica
 * @param replicas side by side
 * @param threads of one replica
 * @param seconds of each figure, after a warm-up of half as many
 * @param seed of the images; the weights have their own
 */
public record EngineSettings(
        NetworkKind network, Engine engine, int batch, int replicas, int threads, double seconds, long seed) {
    /** Batches of each replica, walked again and again: more bytes than caches hold at the usual sizes. */
    private static final int BATCHES = 16;

    public EngineSettings {
        var unused = BenchmarkNetworks.of(network);
        if (batch < 1 || replicas < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "Batch, replicas and threads must be at least 1: " + batch + ", " + replicas + ", " + threads);
        }
        if (!(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Seconds must be above 0: " + seconds);
        }
        SyntheticImages.requireCount((double) replicas * BATCHES * batch);
        if (threads > batch) {
            throw new IllegalArgumentException(
                    "Threads must be at most the examples of a batch: " + threads + ", " + batch);
        }
        if (replicas > 1 && threads > 1) {
            throw new IllegalArgumentException("Of replicas and threads one must be 1: " + replicas + ", " + threads);
        }
    }

    Network built() {
        return BenchmarkNetworks.of(network);
    }

    /** These settings with the engine that computes in them. */
    EngineSettings resolved() {
        return new EngineSettings(network, Engines.resolved(engine, built()), batch, replicas, threads, seconds, seed);
    }

    /** Adam at its usual rate. */
    static UpdaterPlan updater() {
        return JobFile.parse(
                        "{data: {source: digits}, network: {kind: mlp}, training: {updater: {kind: adam, decay: constant}}}",
                        "benchmark engine",
                        List.of())
                .training()
                .updater();
    }

    SyntheticImages images() {
        return new SyntheticImages(Math.multiplyExact(Math.multiplyExact(replicas, BATCHES), batch), seed);
    }
}
