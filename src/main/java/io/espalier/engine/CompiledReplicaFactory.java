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
import java.util.Map;
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

    /** The probe of this JVM by fallback, run when it is asked for first: its answer does not change. */
    private static final Map<Class<?>, String> PROBES = new ConcurrentHashMap<>();

    private final ReplicaFactory fallback;

    /** Makes replicas of networks that can't be compiled by {@code fallback}. */
    public CompiledReplicaFactory(ReplicaFactory fallback) {
        this.fallback = fallback;
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

    /** Of this engine's kernels and of those that it may leave a network to. */
    @Override
    public String kernelProbe() {
        return PROBES.computeIfAbsent(fallback.getClass(), unused -> {
            long own = Hashing.hash(new ProbeTraining(this).hash().getBytes(StandardCharsets.US_ASCII), 0);
            return HexFormat.of()
                    .toHexDigits(Hashing.hash(fallback.kernelProbe().getBytes(StandardCharsets.US_ASCII), own));
        });
    }
}
