package io.espalier.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KernelProbeIT {
    @Test
    void sameMachineGivesTheSameProbeInEveryThread() {
        KernelProbe probe = KernelProbe.run();

        assertThat(probe.hash()).matches("[0-9a-f]{16}");
        assertThat(probe.version()).startsWith("1.0.0-M2.1");
        assertThat(probe.backend()).isEqualTo("CPU");
        assertThat(KernelProbe.run()).isEqualTo(probe);
        assertThat(CompletableFuture.supplyAsync(KernelProbe::run).join()).isEqualTo(probe);
    }
}
