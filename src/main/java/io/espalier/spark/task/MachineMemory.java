package io.espalier.spark.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The memory that the process which asks may use, as the files of Linux say: the machine's, and the tightest limit of the control groups
 * of either version that the process is in. Where there are no such files, nothing is known.
 */
final class MachineMemory {
    private static final String GROUPS = "sys/fs/cgroup";
    private static final List<Version> VERSIONS = List.of(
            new Version("memory", GROUPS + "/memory", "memory.limit_in_bytes"), new Version("", GROUPS, "memory.max"));
    /** Other words and the 19 digits of version 1 mean that there is none. */
    private static final String LIMIT = "\\d{1,18}";

    private final Path root;
    private final String host;

    /** How a version of control groups is found: its name in the list of a process, its mount, the file of a limit. */
    private record Version(String controller, String mount, String file) {}

    /**
     * The memory of a machine.
     *
     * @param root of the file system
     * @param host name of the machine
     */
    MachineMemory(Path root, String host) {
        this.root = root;
        this.host = host;
    }

    /** What limits this process, the machine's memory first; a group that may use more than the machine has is no limit. */
    List<MemoryLimit> limits() {
        List<MemoryLimit> limits = new ArrayList<>();
        physicalBytes().ifPresent(bytes -> limits.add(new MemoryLimit(host, "", bytes)));
        long most = limits.isEmpty() ? Long.MAX_VALUE : limits.get(0).bytes();
        VERSIONS.stream()
                .flatMap(this::ofGroups)
                .filter(limit -> limit.bytes() < most)
                .min(Comparator.comparingLong(MemoryLimit::bytes))
                .ifPresent(limits::add);
        return limits;
    }

    private Optional<Long> physicalBytes() {
        return lines(root.resolve("proc/meminfo"))
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst();
    }

    /** Limits of the group that the process is in and of those around it. */
    private Stream<MemoryLimit> ofGroups(Version version) {
        Path mount = root.resolve(version.mount());
        return lines(root.resolve("proc/self/cgroup"))
                .map(line -> line.split(":", 3))
                .filter(fields ->
                        fields.length == 3 && List.of(fields[1].split(",", -1)).contains(version.controller()))
                // In a container the path may be the host's, and nothing of it but the mount itself be seen.
                .map(fields -> mount.resolve(fields[2].replaceFirst("^/+", "")).normalize())
                .flatMap(group -> Stream.iterate(group, path -> path.startsWith(mount), Path::getParent))
                .flatMap(group -> limit(group, version.file()).stream());
    }

    private Optional<MemoryLimit> limit(Path group, String file) {
        return lines(group.resolve(file))
                .filter(line -> line.matches(LIMIT))
                .map(line -> new MemoryLimit(host, identity(group), Long.parseLong(line)))
                .findFirst();
    }

    /** The same for all processes of a group, whatever path each sees it under. */
    private static String identity(Path group) {
        try {
            Object key = Files.readAttributes(group, BasicFileAttributes.class).fileKey();
            return key == null ? group.toString() : key.toString();
        } catch (IOException e) {
            return group.toString();
        }
    }

    /** The lines of a file; none where the system has no such file for us. */
    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
