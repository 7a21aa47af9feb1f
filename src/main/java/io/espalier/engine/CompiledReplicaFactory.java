package io.espalier.engine;

import io.espalier.Hashing;
import io.espalier.network.Network;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.ProbeTraining;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes replicas that train by compiled steps. A network that can't be compiled goes as a whole to another engine: a step is never made
 * by two.
 */
public final class CompiledReplicaFactory implements ReplicaFactory {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(CompiledReplicaFactory.class);
    private static final UpdaterPlan PLAIN = UpdaterPlan.constant(UpdaterKind.SGD, 1);

    /** Reasons that were logged: each once in a JVM, not for each of its replicas. */
    private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

    private final ReplicaFactory fallback;

    /** Makes replicas of networks that can't be compiled by {@code fallback}. */
    public CompiledReplicaFactory(ReplicaFactory fallback) {
        this.fallback = fallback;
    }

    /** Leaves no network to another engine: its {@link #kernelProbe} is of this engine's kernels only. */
    public static CompiledReplicaFactory alone() {
        return new CompiledReplicaFactory(new NoOther());
    }

    /** Why a network can't be compiled here; empty where it can. */
    public static Optional<String> refusal(Network network) {
        if (!OneDnn.available()) {
            return Optional.of("oneDNN is not there for this platform");
        }
        try {
            new CompiledReplica(network, PLAIN, 1, Passes.fastest()).close();
            return Optional.empty();
        } catch (UnsupportedLayerException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Replica create(Network network, UpdaterPlan updater, int microBatch) {
        if (!OneDnn.available()) {
            return fallback("oneDNN is not there for this platform", network, updater, microBatch);
        }
        try {
            return new CompiledReplica(network, updater, microBatch, Passes.fastest());
        } catch (UnsupportedLayerException e) {
            return fallback(String.valueOf(e.getMessage()), network, updater, microBatch);
        }
    }

    private Replica fallback(String reason, Network network, UpdaterPlan updater, int microBatch) {
        if (LOGGED.add(reason)) {
            LOGGER.info("engine=dl4j reason=\"{}\"", reason);
        }
        return fallback.create(network, updater, microBatch);
    }

    /** Of this engine's kernels, where they are there, and of those that it may leave a network to. */
    @Override
    public String kernelProbe() {
        String others = fallback.kernelProbe();
        String own = OneDnn.available() ? Probed.HASH : others;
        return HexFormat.of().toHexDigits(hash(others, hash(own, 0)));
    }

    private static long hash(String probe, long seed) {
        return Hashing.hash(probe.getBytes(StandardCharsets.US_ASCII), seed);
    }

    /** The probe of this engine in this JVM, run when it is asked for first: its answer does not change. */
    private static final class Probed {
        static final String HASH = new ProbeTraining(alone()).hash();
    }

    /** No other engine. */
    private static final class NoOther implements ReplicaFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public Replica create(Network network, UpdaterPlan updater, int microBatch) {
            throw new IllegalStateException("There is no other engine for a network that can't be compiled");
        }
    }
}
