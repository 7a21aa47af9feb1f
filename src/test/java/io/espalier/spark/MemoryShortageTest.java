package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.spark.MemoryShortage.RunProcess;
import io.espalier.spark.MemoryShortage.Source;
import io.espalier.spark.task.MemoryLimit;
import io.espalier.trainer.ProcessMemory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Executors here take 600 + 2 x 100 + 400 = 1200 MB, the driver 600 + 400 = 1000 MB. */
class MemoryShortageTest {
    private static final long MB = 1L << 20;
    private static final ProcessMemory EXECUTOR = new ProcessMemory(600 * MB, 2, 100 * MB);
    private static final ProcessMemory DRIVER = new ProcessMemory(600 * MB, 0, 0);

    @Test
    void processThatFillsItsMemoryToTheByteFits() {
        assertThat(MemoryShortage.of(List.of(executor("a", 1200 * MB)))).isEmpty();
        assertThat(MemoryShortage.of(List.of(executor("a", 1200 * MB - 1)))).isPresent();
    }

    @Test
    void whatNothingIsKnownOfIsNoShortage() {
        assertThat(MemoryShortage.of(List.of(new RunProcess("a", EXECUTOR, Optional.empty(), List.of()))))
                .isEmpty();
    }

    @Test
    void processIsHeldToItsOwnSettings() {
        RunProcess process =
                new RunProcess("a", EXECUTOR, Optional.of(1000 * MB), List.of(new MemoryLimit("a", "", 4000 * MB)));
        MemoryShortage shortage = MemoryShortage.of(List.of(process)).orElseThrow();
        assertThat(shortage.source()).isEqualTo(Source.OVERHEAD);
        assertThat(shortage.limit()).isEqualTo(1000 * MB);
    }

    @Test
    void processesOnOneHostShareItsMemory() {
        RunProcess driver = new RunProcess("the driver", DRIVER, Optional.empty(), machine("a", 3000 * MB));
        RunProcess one = executor("a", 3000 * MB);
        RunProcess two = executor("a", 3000 * MB);
        assertThat(MemoryShortage.of(List.of(one, two))).isEmpty();
        assertThat(MemoryShortage.of(List.of(one, driver, executor("b", 3000 * MB))))
                .isEmpty();
        MemoryShortage shortage = MemoryShortage.of(List.of(one, two, driver)).orElseThrow();
        assertThat(shortage.source()).isEqualTo(Source.MACHINE);
        assertThat(shortage.neededBytes()).isEqualTo(3400 * MB);
        // 3000 - 1000 of the driver - 2 x 600 beside the heaps of the executors leave 400 for each.
        assertThat(shortage.heapThatFits(List.of(one, two))).isEqualTo(400 * MB);
        assertThat(shortage.hosts()).isEqualTo("a");
    }

    @Test
    void containersOfOneHostDoNotShareTheirGroups() {
        RunProcess one = grouped("g1", 1300 * MB);
        assertThat(MemoryShortage.of(List.of(one, grouped("g2", 1300 * MB)))).isEmpty();
        MemoryShortage shortage =
                MemoryShortage.of(List.of(one, grouped("g1", 1300 * MB))).orElseThrow();
        assertThat(shortage.source()).isEqualTo(Source.GROUP);
        assertThat(shortage.limit()).isEqualTo(1300 * MB);
    }

    private static RunProcess executor(String host, long bytes) {
        return new RunProcess("executor on " + host, EXECUTOR, Optional.empty(), machine(host, bytes));
    }

    private static RunProcess grouped(String group, long bytes) {
        return new RunProcess(
                group,
                EXECUTOR,
                Optional.empty(),
                List.of(new MemoryLimit("a", "", 8000 * MB), new MemoryLimit("a", group, bytes)));
    }

    private static List<MemoryLimit> machine(String host, long bytes) {
        return List.of(new MemoryLimit(host, "", bytes));
    }
}
