package io.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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

    @Test
    void saysWhatItsProcessesDoAndWhereTheirThreadsAre() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory, List.of())) {
            cluster.writeThreads();
        }
        assertThat(directory.resolve("process0.log")).content().contains("Starting Spark master at ");
        assertThat(threads()).singleElement().asString().contains("\"dispatcher-event-loop-0\"");
    }

    private List<String> threads() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("threads-"))
                    .map(StandaloneClusterIT::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
