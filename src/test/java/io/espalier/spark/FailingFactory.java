package io.espalier.spark;

import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.spark.TaskContext;

/** Replicas that throw in worker 1 as they are told; static, because each task has a copy of the factory. */
final class FailingFactory implements ReplicaFactory {
    private static final long serialVersionUID = 1L;
    static final AtomicInteger FAILURES = new AtomicInteger();
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static volatile String failing = "step";
    private static volatile IntFunction<Optional<String>> messages = call -> Optional.empty();

    private final ReplicaFactory working = new Dl4jReplicaFactory();

    /** Messages of the exceptions that steps throw, by the number of the call, from 1. */
    static void failWith(IntFunction<Optional<String>> newMessages) {
        failWith("step", newMessages);
    }

    static void failWith(String method, IntFunction<Optional<String>> newMessages) {
        failing = method;
        messages = newMessages;
        CALLS.set(0);
        FAILURES.set(0);
    }

    @Override
    public Replica create(Network network, UpdaterPlan updater, int microBatch) {
        Replica replica = working.create(network, updater, microBatch);
        return (Replica) Proxy.newProxyInstance(
                Replica.class.getClassLoader(), new Class<?>[] {Replica.class}, (proxy, method, arguments) -> {
                    if (inWorker1() && method.getName().equals(failing)) {
                        fail();
                    }
                    return method.invoke(replica, arguments);
                });
    }

    /** The second of three tasks; tried again, it is the only one of its job. */
    private static boolean inWorker1() {
        TaskContext context = TaskContext.get();
        return context != null && (context.partitionId() == 1 || context.numPartitions() == 1);
    }

    private static void fail() {
        messages.apply(CALLS.incrementAndGet()).ifPresent(message -> {
            FAILURES.incrementAndGet();
            throw new IllegalStateException(message);
        });
    }

    /** Nobody asks the backend's factory: the cluster compares the kernels of executors. */
    @Override
    public String kernelProbe() {
        throw new AssertionError("not asked for here");
    }
}
