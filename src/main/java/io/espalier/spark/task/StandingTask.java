package io.espalier.spark.task;

import io.espalier.spark.task.Message.Kind;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.util.RpcUtils;
import scala.concurrent.Future;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A task that stays: it asks the driver for work, does it, and asks again when it has sent what came of it, until it is told to end. */
public final class StandingTask implements VoidFunction<Iterator<Integer>> {
    private static final long serialVersionUID = 1L;

    private final String desk;
    private final int company;

    /**
     * A task of a company.
     *
     * @param desk name of the driver's endpoint
     * @param company number of the company, which the driver knows it by
     */
    public StandingTask(String desk, int company) {
        this.desk = desk;
        this.company = company;
    }

    /** An attempt after the first comes too late: the driver gives up a company that loses a task. */
    @Override
    public void call(Iterator<Integer> members) {
        if (TaskContext.get().attemptNumber() == 0) {
            new Member(desk, company, members.next()).work();
        }
    }

    /** One of the company. */
    private static final class Member {
        private static final ClassTag<byte[][]> ANSWER = ClassTag$.MODULE$.apply(byte[][].class);

        private final RpcTimeout noLimit = RpcUtils.INFINITE_TIMEOUT();
        private final RpcEndpointRef driver;
        private final int company;
        private final int number;
        private Optional<PieceTask<?>> task = Optional.empty();

        Member(String desk, int company, int number) {
            SparkEnv spark = SparkEnv.get();
            this.driver = RpcUtils.makeDriverRef(desk, spark.conf(), spark.rpcEnv());
            this.company = company;
            this.number = number;
        }

        void work() {
            byte[][] work = ask(Kind.DONE, 0);
            while (!Message.isEnd(work)) {
                if (Message.parts(work) > 0) {
                    task = Optional.of(fetch(Message.parts(work)));
                }
                work = ask(Kind.DONE, send(task.orElseThrow().call(Message.piece(work))));
            }
        }

        /** All parts are asked for at once. */
        private PieceTask<?> fetch(int count) {
            List<Future<byte[][]>> parts = IntStream.range(0, count)
                    .mapToObj(part -> driver.ask(Message.of(Kind.FETCH, company, number, part), noLimit, ANSWER))
                    .toList();
            return (PieceTask<?>) Message.read(count, part -> noLimit.awaitResult(parts.get(part))[0]);
        }

        /** Sends an outcome; gives the number of its parts. */
        private int send(Outcome<?> outcome) {
            AtomicInteger parts = new AtomicInteger();
            Message.write(
                    outcome,
                    part -> driver.send(Message.of(Kind.PART, company, number, parts.getAndIncrement(), part)));
            return parts.get();
        }

        private byte[][] ask(Kind kind, int count) {
            return driver.askSync(Message.of(kind, company, number, count), noLimit, ANSWER);
        }
    }
}
