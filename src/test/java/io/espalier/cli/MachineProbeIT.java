package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MachineProbeIT {
    @Test
    void thisMachineIsReported() {
        MachineReport report = new MachineProbe(Path.of("/"), System.getenv()).report(Path.of("target"));
        assertThat(report.blasCore()).isPresent();
        assertThat(report.versions()).doesNotContainValue(MachineReport.MISSING);
        assertThat(report.findings()).noneMatch(finding -> finding.startsWith("OMP_"));
    }
}
