package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SubmitLineTest {
    private static final SubmitLine LINE = new SubmitLine(
            Map.of("OMP_NUM_THREADS", "1", "OMP_WAIT_POLICY", "passive"),
            "print_words",
            "local-cluster[2,1,1024]",
            "espalier it's",
            2048,
            Path.of("/a b/espalier-submit.jar"),
            List.of("train", "/jobs/a b.yaml", "--set", "phases=[{baseline: 1}]", "$HOME", ""));

    @Test
    void namesSettingsOfSpeedForDriverAndExecutors() {
        assertThat(LINE.text())
                .startsWith("OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive ")
                .contains(
                        " --conf spark.executorEnv.OMP_NUM_THREADS=1 --conf spark.executorEnv.OMP_WAIT_POLICY=passive ",
                        " --driver-memory 2048m ",
                        " --deploy-mode client ",
                        " --class io.espalier.cli.Main ",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shellTakesEveryWordAsItIs() throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("bash", "-c", "print_words() { printf '%s\\n' \"$@\"; }\n" + LINE.text())
                .redirectErrorStream(true)
                .start();
        String words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(words).isZero();
        assertThat(words.lines())
                .startsWith("--master", "local-cluster[2,1,1024]", "--deploy-mode", "client", "--name", "espalier it's")
                .endsWith(
                        "io.espalier.cli.Main",
                        "/a b/espalier-submit.jar",
                        "train",
                        "/jobs/a b.yaml",
                        "--set",
                        "phases=[{baseline: 1}]",
                        "$HOME",
                        "");
    }
}
