package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlasCoreTest {
    @Test
    void coreIsInTheLineThatSaysIt() {
        assertThat(BlasCore.core("Picked up JAVA_TOOL_OPTIONS: x\nCore not found: nonsense\nCore: SkylakeX\n"))
                .contains("SkylakeX");
    }

    @Test
    void typesAreThoseThatTheProcessorCanRun() {
        assertThat(BlasCore.types(List.of("avx", "avx2", "avx512f"))).containsExactly("HASWELL", "SKYLAKEX");
        assertThat(BlasCore.types(List.of("avx", "avx2"))).containsExactly("HASWELL");
        assertThat(BlasCore.types(List.of("asimd"))).isEmpty();
    }

    @Test
    void silentLibraryHasNoCore() {
        assertThat(BlasCore.core("")).isEmpty();
    }
}
