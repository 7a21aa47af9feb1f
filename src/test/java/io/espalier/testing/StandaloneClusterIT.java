package io.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneClusterIT {
    @TempDir
    Path directory;

    /** A worker looks whether it exists and then makes it. Of two that do so at once one is refused, and starts no executor ever. */
    @Test
    void placeForFilesOfExecutorsIsThereBeforeAWorker() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory, List.of())) {
            assertThat(cluster.directory().resolve("local")).isDirectory();
        }
    }
}
