package io.espalier.spark;

import io.espalier.spark.task.Message;
import io.espalier.spark.task.Packed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpoint;
import org.apache.spark.rpc.RpcEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Where standing tasks ask the driver for work: an endpoint of Spark's own messages, which are authenticated and encrypted as Spark
 * is told to. Calls of the present company are queued, those of others answered with the end. Thread-safe.
 */
final class Desk implements RpcEndpoint, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final AtomicInteger DESKS = new AtomicInteger();
    private final String name = "espalier-desk-" + DESKS.incrementAndGet();
    private final RpcEnv environment = SparkEnv.get().rpcEnv();
    /** Where fetching outcomes begins: Spark's own threads for messages would wait there until a task's host takes the connection. */
    private final ExecutorService fetching = Executors.newCachedThreadPool(runnable -> {
        Thread thread = new Thread(runnable, name + "-fetching");
        thread.setDaemon(true);
        return thread;
    });

    /** Empty where the company is gone. */
    private final BlockingQueue<Optional<Call>> calls = new LinkedBlockingQueue<>();

    private int company;

    /**
     * A standing task that waits for work.
     *
     * @param member which one of its company
     * @param outcome of its last work; empty before the first
     * @param context answers it
     */
    record Call(int member, Optional<Packed> outcome, RpcCallContext context) {
        void answer(byte[][] work) {
            context.reply(work);
        }

        /** The same call, which no longer holds what is read. */
        Call withoutOutcome() {
            return new Call(member, Optional.empty(), context);
        }
    }

    /** Opens a desk. */
    Desk() {
        environment.setupEndpoint(name, this);
    }

    /** Its name among the endpoints of the driver. */
    String name() {
        return name;
    }

    /** Serves a company from now on. */
    synchronized void serve(int newCompany) {
        company = newCompany;
    }

    /** Serves nobody; who waits is told to end. */
    synchronized void serveNobody() {
        company = 0;
        List<Optional<Call>> left = new ArrayList<>();
        calls.drainTo(left);
        left.stream().flatMap(Optional::stream).forEach(call -> call.answer(Message.end()));
    }

    /** Says that a company is gone. */
    synchronized void gone(int lost) {
        if (lost == company) {
            calls.add(Optional.empty());
        }
    }

    /** The next call, however long it takes; empty if the company is gone. */
    Optional<Call> next() throws InterruptedException {
        return calls.take();
    }

    /** The next call; empty if the company is gone, or nobody calls for so long. */
    Optional<Call> nextWithin(Duration time) throws InterruptedException {
        Optional<Call> call = calls.poll(time.toNanos(), TimeUnit.NANOSECONDS);
        return call == null ? Optional.empty() : call;
    }

    @Override
    public RpcEnv rpcEnv() {
        return environment;
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext context) {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(Object message) {
                return message instanceof byte[][];
            }

            @Override
            public BoxedUnit apply(Object message) {
                take(Message.read((byte[][]) message), context);
                return BoxedUnit.UNIT;
            }
        };
    }

    /** Does not wait for the outcome: outcomes of several tasks come at the same time. */
    private void take(Message message, RpcCallContext caller) {
        int from = message.company();
        if (!serves(from)) {
            caller.reply(Message.end());
            return;
        }
        var unused = CompletableFuture.supplyAsync(message::outcome, fetching)
                .thenCompose(Desk::whole)
                .whenComplete((outcome, failure) -> {
                    if (failure == null) {
                        queue(from, new Call(message.member(), outcome, caller));
                    } else {
                        LOG.info("event=outcome-lost company={} member={}", from, message.member(), failure);
                        gone(from);
                        caller.reply(Message.end());
                    }
                });
    }

    private static CompletableFuture<Optional<Packed>> whole(Optional<CompletableFuture<Packed>> outcome) {
        return outcome.map(coming -> coming.thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private synchronized boolean serves(int caller) {
        return caller == company;
    }

    private synchronized void queue(int caller, Call call) {
        if (caller == company) {
            calls.add(Optional.of(call));
        } else {
            call.answer(Message.end());
        }
    }

    @Override
    public void close() {
        serveNobody();
        environment.stop(self());
        fetching.shutdownNow();
    }
}
