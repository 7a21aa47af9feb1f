package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.network.Network;
import io.espalier.spark.MemoryShortage.RunProcess;
import io.espalier.spark.MemoryShortage.Source;
import io.espalier.spark.task.MemoryTask;
import io.espalier.trainer.ProcessMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Whether the processes of a run fit into the memory that they may use, native memory included; the executors are asked how much that
 * is.
 *
 * <p>An executor on Kubernetes is limited to its heap and {@code spark.executor.memoryOverhead}. Elsewhere Spark limits nothing beside
 * the heap: there that setting counts where a person has set it, and always what the processes on one host share, its control group's
 * memory and the machine's.
 */
final class ProcessCheck {
    private static final String MEMORY = "spark.executor.memory";
    private static final String OVERHEAD = "spark.executor.memoryOverhead";
    private static final String OVERHEAD_FACTOR = "spark.executor.memoryOverheadFactor";
    private static final double DEFAULT_FACTOR = 0.1;
    private static final long DEFAULT_LEAST_OVERHEAD_MB = 384;
    /** Spark refuses to start with less than 1.5 times the 300 MB that it reserves. */
    private static final long LEAST_HEAP = 450L << 20;

    private static final long HUNDRED = 100L << 20;

    private final JavaSparkContext context;
    private final int workers;

    /**
     * A check of a run.
     *
     * @param workers that train at most at the same time
     */
    ProcessCheck(JavaSparkContext context, int workers) {
        this.context = context;
        this.workers = workers;
    }

    /**
     * Makes sure of it.
     *
     * @param heaps of the processes, which are large enough
     * @param replicaBytes native memory of one replica of the network
     * @throws UserException that names the numbers, and the setting that helps
     */
    void require(HeapCheck heaps, Network network, long replicaBytes) {
        MemoryShortage.of(processes(heaps.driverHeap(), replicaBytes)).ifPresent(shortage -> {
            throw new UserException(
                    needs(shortage) + "; " + remedy(shortage, heaps, network) + ", or make the network smaller");
        });
    }

    private List<RunProcess> processes(long driverHeap, long replicaBytes) {
        MemoryTask.Answer here = MemoryTask.here();
        if (context.isLocal()) {
            int tasks = Math.min(workers, new TaskSlots(context).most());
            ProcessMemory needed = new ProcessMemory(driverHeap, tasks, replicaBytes);
            return List.of(new RunProcess("the driver", needed, Optional.empty(), here.limits()));
        }
        List<RunProcess> processes = new ArrayList<>();
        for (MemoryTask.Answer answer : new EveryExecutor(context.sc()).answers(new MemoryTask())) {
            int tasks = Math.min(workers, new TaskSlots(context).of(answer.executor()));
            processes.add(new RunProcess(
                    "executor " + answer.executor() + " on " + answer.host(),
                    new ProcessMemory(answer.heapBytes(), tasks, replicaBytes),
                    granted(context.getConf(), context.master()),
                    answer.limits()));
        }
        processes.add(
                new RunProcess("the driver", new ProcessMemory(driverHeap, 0, 0), Optional.empty(), here.limits()));
        return processes;
    }

    /** Bytes that its settings let an executor use, if the master holds it to them or a person has set them. */
    static Optional<Long> granted(SparkConf conf, String master) {
        boolean set = conf.contains(OVERHEAD) || conf.contains(OVERHEAD_FACTOR);
        if (!set && !master.startsWith("k8s:")) {
            return Optional.empty();
        }
        long memory = conf.getSizeAsMb(MEMORY, "1g");
        long usual =
                Math.max(DEFAULT_LEAST_OVERHEAD_MB, (long) (memory * conf.getDouble(OVERHEAD_FACTOR, DEFAULT_FACTOR)));
        return Optional.of(memory + (conf.contains(OVERHEAD) ? conf.getSizeAsMb(OVERHEAD) : usual) << 20);
    }

    private static String needs(MemoryShortage shortage) {
        Map<ProcessMemory, List<RunProcess>> alike = shortage.sharing().stream()
                .collect(Collectors.groupingBy(RunProcess::needed, LinkedHashMap::new, Collectors.toList()));
        String sum = alike.entrySet().stream()
                .map(entry -> named(entry.getValue()) + " " + parts(entry.getKey()))
                .collect(Collectors.joining(", "));
        return "A run needs " + upToMegabytes(shortage.neededBytes()) + " MB of memory for " + sum + "; "
                + given(shortage);
    }

    private static String named(List<RunProcess> alike) {
        return alike.size() == 1 ? alike.get(0).name() : "each of " + alike.size() + " executors";
    }

    private static String parts(ProcessMemory memory) {
        String tasks = memory.replicas() == 0
                ? ""
                : " + " + memory.replicas() + (memory.replicas() == 1 ? " task x " : " tasks x ")
                        + upToMegabytes(memory.replicaBytes()) + " MB";
        return "(heap " + upToMegabytes(memory.heapBytes()) + " MB" + tasks + " + " + (ProcessMemory.BESIDE_BYTES >> 20)
                + " MB)";
    }

    private static String given(MemoryShortage shortage) {
        String megabytes = (shortage.limit() >> 20) + " MB";
        return switch (shortage.source()) {
            case OVERHEAD -> MEMORY + " and " + OVERHEAD + " give it " + megabytes;
            case GROUP -> "the control group on " + shortage.hosts() + " allows " + megabytes;
            case MACHINE -> "the machine " + shortage.hosts() + " has " + megabytes;
        };
    }

    private String remedy(MemoryShortage shortage, HeapCheck heaps, Network network) {
        if (shortage.source() == Source.OVERHEAD) {
            long beside = shortage.sharing().get(0).needed().besideHeapBytes();
            return "set " + OVERHEAD + "=" + (upToHundreds(beside) >> 20) + "m";
        }
        List<RunProcess> training = shortage.sharing().stream()
                .filter(process -> process.needed().replicas() > 0)
                .toList();
        List<RunProcess> changing = training.isEmpty() ? shortage.sharing() : training;
        long room = shortage.heapThatFits(changing) / HUNDRED * HUNDRED;
        boolean driver = training.isEmpty() || context.isLocal();
        if (room >= Math.max(LEAST_HEAP, heaps.comfortableBytes(network, driver))) {
            return "set " + heapSetting(driver) + (room >> 20) + "m";
        }
        String enough = (upToHundreds(shortage.neededBytes()) >> 20) + " MB";
        return shortage.source() == Source.GROUP ? "raise it to at least " + enough : "use one with at least " + enough;
    }

    private String heapSetting(boolean driver) {
        if (driver) {
            return "ESPALIER_HEAP=";
        }
        return context.master().startsWith("local-cluster") ? "the memory in the master to " : MEMORY + "=";
    }

    private static long upToHundreds(long bytes) {
        return (bytes + HUNDRED - 1) / HUNDRED * HUNDRED;
    }

    private static long upToMegabytes(long bytes) {
        return (bytes + (1L << 20) - 1) >> 20;
    }
}
