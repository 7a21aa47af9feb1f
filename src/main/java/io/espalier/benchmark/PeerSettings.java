package io.espalier.benchmark;

import static io.espalier.Words.word;

import io.espalier.run.NetworkKind;

/**
 * How Espalier is compared with a peer.
 *
 * @param ours what Espalier trains; the peer gets the same network and batches, and as many threads in all
 * @param turns that are measured, each of Espalier and of every mode of the peer; one of warm-up comes before them
 */
public record PeerSettings(EngineSettings ours, int turns) {
    public PeerSettings {
        if (turns < 1) {
            throw new IllegalArgumentException("Turns must be at least 1: " + turns);
        }
    }

    /**
     * The same against dl4j-spark's parameter averaging: an epoch a turn.
     *
     * @throws IllegalArgumentException if it can't be compared: it trains mlp on two workers of one thread
     */
    public MasterSettings rounds() {
        if (ours.network() != NetworkKind.MLP || ours.replicas() != LoopSettings.WORKERS) {
            throw new IllegalArgumentException("dl4j-spark is compared with network mlp and "
                    + LoopSettings.WORKERS + " replicas: " + word(ours.network()) + ", "
                    + ours.replicas());
        }
        return new MasterSettings(
                ours.engine(),
                ours.batch(),
                MasterSettings.STEPS,
                turns,
                1,
                MasterSettings.PREFETCH,
                MasterSettings.MASTER,
                ours.seed());
    }

    /** These settings with the engine that computes in them. */
    PeerSettings resolved() {
        return new PeerSettings(ours.resolved(), turns);
    }

    int threads() {
        return ours.replicas() * ours.threads();
    }
}
