package io.espalier.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KernelProbeIT {
    @Test
    void sameMachineGivesTheSameProbeInEveryThread() {
        KernelProbe probe = KernelProbe.run();

        assertThat(probe.hash()).matches("[0-9a-f]{16}");
        assertThat(KernelProbe.versions()).containsEntry("nd4j", "1.0.0-M2.1").containsEntry("nd4j_backend", "CPU");
        assertThat(KernelProbe.run()).isEqualTo(probe);
        assertThat(CompletableFuture.supplyAsync(KernelProbe::run).join()).isEqualTo(probe);
    }
}
