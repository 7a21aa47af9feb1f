package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.network.Network;
import io.espalier.testing.Plans;
import io.espalier.testing.ReferenceReplica;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ReplicaPoolTest {
    private static final Network LARGE = Plans.network(Plans.of("network.hidden=[6]"));
    private static final Network SMALL = Plans.network(Plans.of("network.hidden=[4]"));

    private final WatchedReplica.Witness witness = new WatchedReplica.Witness();
    private final ReplicaPool pool =
            new ReplicaPool(witness.factory(), Plans.of().training().updater(), 16);

    @Test
    void returnedReplicaIsUsedAgain() {
        Replica first = leaseOnce(LARGE);
        Replica second = leaseOnce(Plans.network(Plans.of("network.hidden=[6]")));
        assertThat(second).isSameAs(first);
        assertThat(witness.created).isEqualTo(1);
        assertThat(witness.closed).isZero();
    }

    @Test
    void leasesAtOneTimeHaveReplicasOfTheirOwn() {
        try (ReplicaPool.Lease one = pool.lease(LARGE);
                ReplicaPool.Lease two = pool.lease(LARGE)) {
            assertThat(one.replica()).isNotSameAs(two.replica());
        }
        assertThat(witness.created).isEqualTo(2);
    }

    @Test
    void idleReplicasOfAnotherNetworkAreClosed() {
        leaseOnce(LARGE);
        leaseOnce(SMALL);
        assertThat(witness.created).isEqualTo(2);
        assertThat(witness.closed).isEqualTo(1);
    }

    @Test
    void replicaInUseIsNotClosedByALeaseOfAnotherNetwork() {
        ReplicaPool.Lease large = pool.lease(LARGE);
        leaseOnce(SMALL);
        assertThat(witness.closed).isZero();
        large.close();
        assertThat(leaseOnce(LARGE)).isSameAs(large.replica());
    }

    @Test
    void closingClosesIdleReplicasAtOnceAndUsedOnesWhenGivenBack() {
        leaseOnce(LARGE);
        ReplicaPool.Lease used = pool.lease(LARGE);
        ReplicaPool.Lease other = pool.lease(LARGE);
        other.close();
        pool.close();
        assertThat(witness.closed).isEqualTo(1);
        used.close();
        assertThat(witness.closed).isEqualTo(2);
    }

    @Test
    void closedPoolLeasesNothing() {
        pool.close();
        assertThatThrownBy(() -> pool.lease(LARGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The pool of replicas is closed");
        assertThat(witness.created).isZero();
    }

    @Test
    void workThatIsNoLongerWantedEndsBeforeItsNextPiece() {
        boolean[] wanted = {true};
        int features = LARGE.input().size();
        int length = LARGE.layout().length();
        ReplicaPool asking =
                new ReplicaPool(witness.factory(), Plans.of().training().updater(), 16, () -> {
                    if (!wanted[0]) {
                        throw new CancellationException("not wanted");
                    }
                });
        Batch batch = new Batch(4, features);
        batch.setRows(4);
        try (ReplicaPool.Lease lease = asking.lease(LARGE)) {
            Replica replica = lease.replica();
            replica.load(new float[length], new float[2][length], 0);
            List<Runnable> work = List.of(
                    () -> replica.step(batch, 0.1, 0),
                    () -> replica.step(batch, 0.1, 0, new ExampleScores(4, LARGE.outputs())),
                    () -> replica.gradient(batch, new float[length]),
                    () -> replica.outputs(batch, new float[4 * LARGE.outputs()]),
                    () -> replica.scores(batch, new ExampleScores(4, LARGE.outputs())));
            work.forEach(Runnable::run);
            wanted[0] = false;
            work.forEach(piece -> assertThatThrownBy(piece::run)
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("not wanted"));
        }
        assertThat(witness.draws).hasSize(2);
    }

    @Test
    void leaseIsGivenBackOnce() {
        ReplicaPool.Lease lease = pool.lease(LARGE);
        lease.close();
        lease.close();
        try (ReplicaPool.Lease one = pool.lease(LARGE);
                ReplicaPool.Lease two = pool.lease(LARGE)) {
            assertThat(one.replica()).isNotSameAs(two.replica());
        }
    }

    @Test
    void tasksThatRunAtOneTimeNeverShareAReplica() throws Exception {
        Set<Replica> inUse = ConcurrentHashMap.newKeySet();
        ReplicaPool shared = new ReplicaPool(
                ReferenceReplica.factory(), Plans.of().training().updater(), 16);
        Callable<Boolean> task = () -> {
            boolean alone = true;
            for (int i = 0; i < 500; i++) {
                try (ReplicaPool.Lease lease = shared.lease(i % 50 == 0 ? SMALL : LARGE)) {
                    alone &= inUse.add(lease.replica());
                    Thread.yield();
                    inUse.remove(lease.replica());
                }
            }
            return alone;
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<Boolean> alone : threads.invokeAll(Collections.nCopies(4, task))) {
                assertThat(alone.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Replica leaseOnce(Network network) {
        try (ReplicaPool.Lease lease = pool.lease(network)) {
            return lease.replica();
        }
    }
}
