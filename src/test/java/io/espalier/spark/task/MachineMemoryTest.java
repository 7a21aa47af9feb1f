package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files as Linux writes them, in a directory that stands for the root of the file system. */
class MachineMemoryTest {
    private static final String VERSION_1 = "4:memory:/docker/ab\n3:cpu,cpuacct:/docker/ab\n0::/\n";
    private static final String VERSION_2 = "0::/pods/one\n";
    private static final long MACHINE = 8L << 30;

    @TempDir
    Path root;

    @Test
    void machineWithoutGroupsHasItsMemory() throws IOException {
        write("proc/meminfo", "MemTotal:        8388608 kB\nMemFree:         1 kB\n");
        assertThat(limits()).containsExactly(new MemoryLimit("host", "", MACHINE));
    }

    @Test
    void systemWithoutSuchFilesSaysNothing() {
        assertThat(limits()).isEmpty();
    }

    @Test
    void groupOfVersionOneLimits() throws IOException {
        machine(VERSION_1);
        write("sys/fs/cgroup/memory/docker/ab/memory.limit_in_bytes", "1073741824\n");
        assertThat(groupBytes()).containsExactly(1L << 30);
    }

    @Test
    void groupOfVersionTwoLimits() throws IOException {
        machine(VERSION_2);
        write("sys/fs/cgroup/pods/one/memory.max", "2147483648\n");
        assertThat(groupBytes()).containsExactly(2L << 30);
    }

    @Test
    void tightestGroupAroundTheProcessLimits() throws IOException {
        machine(VERSION_2);
        write("sys/fs/cgroup/pods/one/memory.max", "max\n");
        write("sys/fs/cgroup/pods/memory.max", "1073741824\n");
        assertThat(groupBytes()).containsExactly(1L << 30);
    }

    @Test
    void containerSeesItsOwnGroupAtTheMount() throws IOException {
        machine(VERSION_1);
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n");
        assertThat(groupBytes()).containsExactly(512L << 20);
    }

    @Test
    void groupsWithoutALimitOrWithMoreThanTheMachineHasLimitNothing() throws IOException {
        machine(VERSION_1 + VERSION_2);
        write("sys/fs/cgroup/memory/docker/ab/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/docker/memory.limit_in_bytes", "17179869184\n");
        write("sys/fs/cgroup/pods/one/memory.max", "max\n");
        assertThat(groupBytes()).isEmpty();
    }

    @Test
    void groupOfAnotherControllerSaysNothingOfMemory() throws IOException {
        machine("3:cpu,cpuacct:/docker/ab\n");
        write("sys/fs/cgroup/memory/docker/ab/memory.limit_in_bytes", "1073741824\n");
        assertThat(groupBytes()).isEmpty();
    }

    @Test
    void twoContainersOfOneGroupShareAndOfTwoDoNot() throws IOException {
        machine(VERSION_2);
        write("sys/fs/cgroup/pods/one/memory.max", "2147483648\n");
        write("sys/fs/cgroup/pods/two/memory.max", "2147483648\n");
        MemoryLimit one = group();
        assertThat(group()).isEqualTo(one);
        write("proc/self/cgroup", "0::/pods/two\n");
        assertThat(group()).isNotEqualTo(one);
    }

    private MemoryLimit group() {
        return limits().get(1);
    }

    private List<Long> groupBytes() {
        assertThat(limits().get(0)).isEqualTo(new MemoryLimit("host", "", MACHINE));
        return limits().stream().skip(1).map(MemoryLimit::bytes).toList();
    }

    private List<MemoryLimit> limits() {
        return new MachineMemory(root, "host").limits();
    }

    private void machine(String groups) throws IOException {
        write("proc/meminfo", "MemTotal: 8388608 kB\n");
        write("proc/self/cgroup", groups);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
