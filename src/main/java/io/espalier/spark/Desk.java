package io.espalier.spark;

import io.espalier.spark.task.Message;
import io.espalier.spark.task.Message.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpoint;
import org.apache.spark.rpc.RpcEnv;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Where standing tasks ask the driver for work: an endpoint of Spark's own messages, which are authenticated and encrypted as Spark
 * is told to. Calls of the present company are queued, those of others answered with the end. Thread-safe.
 */
final class Desk implements RpcEndpoint, AutoCloseable {
    private static final AtomicInteger DESKS = new AtomicInteger();
    /** In place of a part of a task that is no longer there: its reader fails, and with it a task that nobody waits for. */
    private static final byte[][] NOTHING = {{}};

    private final String name = "espalier-desk-" + DESKS.incrementAndGet();
    private final RpcEnv environment = SparkEnv.get().rpcEnv();
    /** Empty where the company is gone. */
    private final BlockingQueue<Optional<Call>> calls = new LinkedBlockingQueue<>();
    /** Outcomes that are on their way, by members. */
    private final Map<Integer, Arrival> arrivals = new HashMap<>();

    private volatile List<byte[]> task = List.of();
    private int company;

    /**
     * A standing task that waits for work.
     *
     * @param member which one of its company
     * @param outcome of its last work, in parts; empty before the first
     * @param context answers it
     */
    record Call(int member, List<byte[]> outcome, RpcCallContext context) {
        void answer(byte[][] work) {
            context.reply(work);
        }
    }

    /** An outcome of which parts have come, in any order. */
    private static final class Arrival {
        private final Map<Integer, byte[]> parts = new TreeMap<>();
        private Optional<RpcCallContext> caller = Optional.empty();
        private int expected;

        Optional<Call> complete(int member) {
            return parts.size() < expected
                    ? Optional.empty()
                    : caller.map(context -> new Call(member, List.copyOf(parts.values()), context));
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

    /** Holds the parts of a task ready. */
    void lay(List<byte[]> parts) {
        task = parts;
    }

    /** Serves nobody; who waits is told to end. */
    synchronized void serveNobody() {
        company = 0;
        task = List.of();
        arrivals.clear();
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
    public PartialFunction<Object, BoxedUnit> receive() {
        return taking(message -> take(message, Optional.empty()));
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext context) {
        return taking(message -> {
            if (message.kind() == Kind.FETCH) {
                List<byte[]> parts = task;
                context.reply(message.number() < parts.size() ? new byte[][] {parts.get(message.number())} : NOTHING);
            } else if (!take(message, Optional.of(context))) {
                context.reply(Message.end());
            }
        });
    }

    private static PartialFunction<Object, BoxedUnit> taking(Consumer<Message> take) {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(Object message) {
                return message instanceof byte[][];
            }

            @Override
            public BoxedUnit apply(Object message) {
                take.accept(Message.read((byte[][]) message));
                return BoxedUnit.UNIT;
            }
        };
    }

    /** Whether the message is of the present company. */
    private synchronized boolean take(Message message, Optional<RpcCallContext> caller) {
        if (message.company() != company) {
            return false;
        }
        Arrival arrival = arrivals.computeIfAbsent(message.member(), member -> new Arrival());
        if (caller.isPresent()) {
            arrival.caller = caller;
            arrival.expected = message.number();
        } else {
            arrival.parts.put(message.number(), message.content());
        }
        arrival.complete(message.member()).ifPresent(call -> {
            arrivals.remove(message.member());
            calls.add(Optional.of(call));
        });
        return true;
    }

    @Override
    public void close() {
        serveNobody();
        environment.stop(self());
    }
}
