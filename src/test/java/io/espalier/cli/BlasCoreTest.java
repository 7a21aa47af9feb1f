package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlasCoreTest {
    @Test
    void coreIsInTheLineThatSaysIt() {
        assertThat(BlasCore.core("Picked up JAVA_TOOL_OPTIONS: x\nCore not found: nonsense\nCore: SkylakeX\n"))
                .contains("SkylakeX");
    }

    @Test
    void silentLibraryHasNoCore() {
        assertThat(BlasCore.core("")).isEmpty();
    }
}
