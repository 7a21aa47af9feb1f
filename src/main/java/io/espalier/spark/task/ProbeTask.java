package io.espalier.spark.task;

import io.espalier.trainer.ReplicaFactory;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Asks the executor that it runs on which kernels compute there. */
public final class ProbeTask implements FlatMapFunction<Iterator<Integer>, ProbeTask.Answer> {
    private static final long serialVersionUID = 1L;

    private final ReplicaFactory replicas;

    /** A task that asks through a factory of replicas. */
    public ProbeTask(ReplicaFactory replicas) {
        this.replicas = replicas;
    }

    /**
     * What an executor answered.
     *
     * @param executor id
     * @param host of the executor
     * @param probe hash of its kernels
     */
    public record Answer(String executor, String host, String probe) implements Serializable {}

    @Override
    public Iterator<Answer> call(Iterator<Integer> unused) {
        SparkEnv env = SparkEnv.get();
        return List.of(new Answer(
                        env.executorId(), env.blockManager().blockManagerId().host(), replicas.kernelProbe()))
                .iterator();
    }
}
