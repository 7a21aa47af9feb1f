package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.EspalierProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors with too little memory beside their heaps are refused before the first round. */
class MemoryProcessIT {
    @TempDir
    Path directory;

    @Test
    void settingThatIsTooSmallIsNamedWithTheValueThatIsLargeEnough() throws Exception {
        Path output = directory.resolve("runs");
        Files.writeString(directory.resolve("spark-defaults.conf"), "spark.executor.memoryOverhead 300m\n");
        try (EspalierProcess process = EspalierProcess.startIn(
                "export SPARK_CONF_DIR=" + directory + "; exec \"$@\"",
                directory,
                "train",
                TinyJob.write(directory).toString(),
                "--output",
                output.toString(),
                "--master",
                "local-cluster[1,1,512]")) {
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            // Of the heap some Javas count a part only. A replica of 3466 values is 55 kB, its rows are less than 1 MB.
            assertThat(process.errors())
                    .matches(
                            "espalier: A run needs \\d{3} MB of memory for executor 0 on 127\\.0\\.0\\.1 \\(heap \\d{3} MB"
                                    + " \\+ 1 task x 1 MB \\+ 400 MB\\); spark\\.executor\\.memory and"
                                    + " spark\\.executor\\.memoryOverhead give it 812 MB; set spark\\.executor\\.memoryOverhead=500m,"
                                    + " or make the network smaller\n");
        }
        assertThat(output).doesNotExist();
    }
}
