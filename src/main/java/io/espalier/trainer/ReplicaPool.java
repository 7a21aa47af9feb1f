package io.espalier.trainer;

import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;

/**
 * The replicas of one JVM: leased by a task attempt, given back when it ends, used again by the next.
 *
 * <p>There are never more than tasks run at once: 64 logical workers on 4 task slots share 4 replicas. Replicas of a network that is
 * no longer asked for (it has been compacted) are closed, because their native memory is freed by {@code close} only. Work on a leased
 * replica ends between two steps where it is interrupted. Thread-safe.
 */
public final class ReplicaPool implements AutoCloseable {
    private final ReplicaFactory factory;
    private final UpdaterPlan updater;
    private final int microBatch;
    private final Runnable interruption;
    private final Deque<Lease> idle = new ArrayDeque<>();
    private boolean closed;

    /** A pool whose replicas end their work with a CancellationException where their thread is interrupted; it stays so. */
    public ReplicaPool(ReplicaFactory factory, UpdaterPlan updater, int microBatch) {
        this(factory, updater, microBatch, ReplicaPool::requireNoInterruption);
    }

    /**
     * A pool without replicas; the other arguments as in {@link ReplicaFactory#create}.
     *
     * @param interruption called before each step, gradient and block of outputs of a replica; throws where work is to end
     */
    public ReplicaPool(ReplicaFactory factory, UpdaterPlan updater, int microBatch, Runnable interruption) {
        this.factory = factory;
        this.updater = updater;
        this.microBatch = microBatch;
        this.interruption = interruption;
    }

    private static void requireNoInterruption() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("The thread was interrupted between two steps");
        }
    }

    /** A replica of the network, an idle one where there is one. Close the lease to give it back. */
    public Lease lease(Network network) {
        Lease found = takeIdle(network);
        return found != null ? found : new Lease(network, create(network));
    }

    private Replica create(Network network) {
        return new InterruptibleReplica(factory.create(network, updater, microBatch), interruption);
    }

    private synchronized @org.jspecify.annotations.Nullable Lease takeIdle(Network network) {
        if (closed) {
            throw new IllegalStateException("The pool of replicas is closed");
        }
        Lease found = null;
        while (found == null && !idle.isEmpty()) {
            Lease lease = idle.pop();
            if (lease.network.equals(network)) {
                found = new Lease(network, lease.replica);
            } else {
                lease.replica.close();
            }
        }
        return found;
    }

    private synchronized void giveBack(Lease lease) {
        if (lease.ended) {
            return;
        }
        lease.ended = true;
        if (closed) {
            lease.replica.close();
        } else {
            idle.push(lease);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(lease -> lease.replica.close());
        idle.clear();
    }

    /** A replica in use; closing it a second time does nothing. */
    public final class Lease implements AutoCloseable {
        private final Network network;
        private final Replica replica;
        private boolean ended;

        private Lease(Network network, Replica replica) {
            this.network = network;
            this.replica = replica;
        }

        /** The leased replica. */
        public Replica replica() {
            return replica;
        }

        @Override
        public void close() {
            giveBack(this);
        }
    }
}
