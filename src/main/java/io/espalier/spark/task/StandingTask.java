package io.espalier.spark.task;

import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.util.RpcUtils;
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
    public void call(Iterator<Integer> members) throws InterruptedException, ExecutionException {
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

        void work() throws InterruptedException, ExecutionException {
            byte[][] work = ask(Optional.empty());
            while (!Message.isEnd(work)) {
                Optional<CompletableFuture<Packed>> next = Message.task(work);
                if (next.isPresent()) {
                    task = Optional.empty(); // Its arrays may be freed while the next come.
                    task = Optional.of((PieceTask<?>) next.get().get().value());
                }
                try (Delivery outcome = Delivery.of(task.orElseThrow().call(Message.piece(work)))) {
                    work = ask(Optional.of(outcome));
                }
            }
        }

        private byte[][] ask(Optional<Delivery> outcome) {
            return driver.askSync(Message.of(company, number, outcome), noLimit, ANSWER);
        }
    }
}
