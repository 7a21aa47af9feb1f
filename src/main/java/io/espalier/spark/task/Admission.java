package io.espalier.spark.task;

import io.espalier.UserException;
import io.espalier.trainer.ReplicaFactory;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkEnv;

/**
 * What an executor must have to take part in a run: checked by the first task that each gets, because executors may join while the run
 * goes on.
 *
 * @param kernels hash of the kernels that the run computes with; empty where any will do
 * @param record file of the run directory, which the executor must share; empty where it is in the driver's process
 * @param besideHeapBytes memory that a process which trains needs beside its heap; 0 where that is not known
 */
public record Admission(String kernels, String record, long besideHeapBytes) implements Serializable {
    /** Of a run that takes executors as they are. */
    public static final Admission ANY = new Admission("", "", 0);

    /** The same of a run whose network is known. */
    public Admission needing(long memoryBesideHeap) {
        return new Admission(kernels, record, memoryBesideHeap);
    }

    /**
     * Checks this executor.
     *
     * @throws UserException that names the executor and says what is wrong with it
     */
    void require(ReplicaFactory replicas) {
        String problem = problem(replicas);
        if (!problem.isEmpty()) {
            SparkEnv env = SparkEnv.get();
            throw new UserException("Executor " + env.executorId() + " on "
                    + env.blockManager().blockManagerId().host() + " " + problem);
        }
    }

    /** What is wrong with this executor, or nothing. */
    String problem(ReplicaFactory replicas) {
        String directory = directoryProblem();
        if (!directory.isEmpty()) {
            return "can't use run directory " + Path.of(record).getParent() + ": " + directory
                    + "; driver and all executors must share it and be allowed to write";
        }
        String memory = memoryProblem();
        if (!memory.isEmpty()) {
            return memory;
        }
        String found = kernels.isEmpty() ? "" : replicas.kernelProbe();
        return found.equals(kernels)
                ? ""
                : "computes with other kernels (" + found + ") than the run (" + kernels
                        + "); a run needs executors of one CPU family";
    }

    /** Of this process alone: what else is on its machine, the driver checks of those that are there at the start. */
    private String memoryProblem() {
        long needed = Runtime.getRuntime().maxMemory() + besideHeapBytes;
        return besideHeapBytes == 0
                ? ""
                : new MachineMemory(Path.of("/"), "")
                        .limits().stream()
                                .filter(limit -> limit.bytes() < needed)
                                .map(limit -> "needs " + upToMegabytes(needed) + " MB of memory (heap "
                                        + upToMegabytes(needed - besideHeapBytes) + " MB + "
                                        + upToMegabytes(besideHeapBytes) + " MB), and its "
                                        + (limit.isGroups() ? "control group allows " : "machine has ")
                                        + (limit.bytes() >> 20) + " MB")
                                .findFirst()
                                .orElse("");
    }

    private static long upToMegabytes(long bytes) {
        return (bytes + (1L << 20) - 1) >> 20;
    }

    private String directoryProblem() {
        if (record.isEmpty()) {
            return "";
        }
        Path file = Path.of(record);
        if (!Files.isReadable(file)) {
            return "there is no " + file.getFileName() + " that can be read";
        }
        try {
            // Allowed is not able: the disk may be mounted for reading only.
            Files.delete(Files.createTempFile(file.getParent(), DirectoryTask.QUESTION, ""));
            return "";
        } catch (IOException e) {
            return "it can't be written";
        }
    }
}
