package io.espalier.spark;

import io.espalier.spark.task.MemoryLimit;
import io.espalier.trainer.ProcessMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Processes that need more memory than there is for them. Pure.
 *
 * @param sharing the processes that share the memory, at least one
 * @param limit bytes that there are for them
 * @param source who sets the limit
 */
record MemoryShortage(List<RunProcess> sharing, long limit, Source source) {
    /** Who says how much memory there is. */
    enum Source {
        /** The setting of the memory beside an executor's heap. */
        OVERHEAD,
        /** A control group: of a container, or of a service. */
        GROUP,
        /** The machine. */
        MACHINE
    }

    /**
     * A process of a run.
     *
     * @param name for people
     * @param needed memory
     * @param granted bytes that its settings say it may use, if they do
     * @param limits of memory that it may share with others
     */
    record RunProcess(String name, ProcessMemory needed, Optional<Long> granted, List<MemoryLimit> limits) {
        RunProcess {
            limits = List.copyOf(limits);
        }
    }

    /** Memory is the same where host and group are. */
    private record Pool(String host, String group) {}

    MemoryShortage {
        sharing = List.copyOf(sharing);
    }

    /** The first shortage, if there is one: of a process by its own settings, then of those that share memory. */
    static Optional<MemoryShortage> of(List<RunProcess> processes) {
        Optional<MemoryShortage> own = processes.stream()
                .filter(process -> process.granted()
                        .filter(bytes -> bytes < process.needed().bytes())
                        .isPresent())
                .findFirst()
                .map(process ->
                        new MemoryShortage(List.of(process), process.granted().orElseThrow(), Source.OVERHEAD));
        return own.or(() -> shared(processes));
    }

    private static Optional<MemoryShortage> shared(List<RunProcess> processes) {
        Map<Pool, Long> limits = new LinkedHashMap<>();
        for (RunProcess process : processes) {
            for (MemoryLimit limit : process.limits()) {
                limits.merge(new Pool(limit.host(), limit.group()), limit.bytes(), Math::min);
            }
        }
        return limits.entrySet().stream()
                .map(pool -> new MemoryShortage(
                        processes.stream()
                                .filter(process -> process.limits().stream()
                                        .anyMatch(limit -> new Pool(limit.host(), limit.group()).equals(pool.getKey())))
                                .toList(),
                        pool.getValue(),
                        pool.getKey().group().isEmpty() ? Source.MACHINE : Source.GROUP))
                .filter(shortage -> shortage.neededBytes() > shortage.limit())
                .findFirst();
    }

    /** Bytes that all of them need together. */
    long neededBytes() {
        return sharing.stream().mapToLong(process -> process.needed().bytes()).sum();
    }

    /** The largest heap, in bytes, with which all fit if the given processes have it and the others stay as they are. May be negative. */
    long heapThatFits(List<RunProcess> changing) {
        long fixed = sharing.stream()
                .mapToLong(process -> changing.contains(process)
                        ? process.needed().besideHeapBytes()
                        : process.needed().bytes())
                .sum();
        return (limit - fixed) / Math.max(1, changing.size());
    }

    /** Hosts of the memory, for people. */
    String hosts() {
        TreeSet<String> hosts = new TreeSet<>();
        sharing.forEach(process -> process.limits().forEach(limit -> hosts.add(limit.host())));
        return String.join(", ", hosts);
    }
}
