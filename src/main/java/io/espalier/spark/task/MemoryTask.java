package io.espalier.spark.task;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Asks the executor that it runs on how much memory it may use. */
public final class MemoryTask implements FlatMapFunction<Iterator<Integer>, MemoryTask.Answer> {
    private static final long serialVersionUID = 1L;

    /**
     * What an executor answered.
     *
     * @param executor id
     * @param host of the executor
     * @param heapBytes largest heap
     * @param limits of what it may use, heap included
     */
    public record Answer(String executor, String host, long heapBytes, List<MemoryLimit> limits)
            implements Serializable {
        public Answer {
            limits = List.copyOf(limits);
        }
    }

    @Override
    public Iterator<Answer> call(Iterator<Integer> unused) {
        return List.of(here()).iterator();
    }

    /** The answer of this process. */
    public static Answer here() {
        SparkEnv env = SparkEnv.get();
        String host = env.blockManager().blockManagerId().host();
        return new Answer(
                env.executorId(),
                host,
                Runtime.getRuntime().maxMemory(),
                new MachineMemory(Path.of("/"), host).limits());
    }
}
