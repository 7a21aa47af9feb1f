package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a peer is started and asked, with a shell script in place of Python: PyTorch is not on every machine that tests run on. */
class PytorchProcessTest {
    private static final EngineSettings SETTINGS = new EngineSettings(NetworkKind.LENET, Engine.AUTO, 32, 2, 1, 0.5, 1);

    @TempDir
    private Path directory;

    private PytorchProcess start(String script) throws IOException {
        Path python = directory.resolve("python");
        Files.writeString(python, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
        return PytorchProcess.start(python.toString(), PytorchProcess.Mode.FASTEST, SETTINGS, directory);
    }

    @Test
    void answersOnceForEveryRequest() throws Exception {
        String script =
                """
                count=0
                while read line; do
                  count=$((count + 1))
                  echo "{\\"train_samples_per_second\\": $count, \\"scoring_samples_per_second\\": 10,
                    \\"versions\\": {\\"torch\\": \\"2.9\\"}, \\"settings\\": {\\"train\\": \\"fused Adam\\"},
                    \\"failures\\": {\\"torch.compile\\": \\"no compiler\\"}}" | tr '\\n' ' '
                  echo
                done
                """;
        try (PytorchProcess peer = start(script)) {
            assertThat(peer.turn()).isEqualTo(new Speed(1, 10));
            assertThat(peer.turn()).isEqualTo(new Speed(2, 10));
            assertThat(peer.name()).isEqualTo("fastest");
            assertThat(peer.details())
                    .containsEntry("torch", "2.9")
                    .containsEntry("train", "fused Adam")
                    .containsEntry("torch.compile", "no compiler");
        }
    }

    @Test
    void getsTheSettingsAndTheScriptButNotOurVariables() throws Exception {
        String script =
                """
                echo "$@" >"$0.arguments"
                env >"$0.environment"
                read line
                echo '{"train_samples_per_second": 1, "scoring_samples_per_second": 1}'
                """;
        try (PytorchProcess peer = start(script)) {
            assertThat(peer.turn()).isEqualTo(new Speed(1, 1));
        }
        assertThat(directory.resolve("python.arguments"))
                .hasContent(directory.resolve("pytorch.py")
                        + " --network lenet --batch 32 --threads 2 --seconds 0.5 --mode fastest --on-request");
        assertThat(Files.readString(directory.resolve("pytorch.py"))).contains("import torch");
        assertThat(Files.readAllLines(directory.resolve("python.environment")))
                .noneMatch(variable -> variable.startsWith("OPENBLAS_") || variable.startsWith("OMP_"));
    }

    @Test
    void missingPytorchIsToldWithTheWayOut() throws Exception {
        try (PytorchProcess peer = start("echo '{\"missing\": \"No module named torch\"}'; exit 3")) {
            assertThatThrownBy(peer::turn)
                    .isInstanceOf(UserException.class)
                    .hasMessage(directory.resolve("python") + " has no PyTorch 2 (No module named torch): pip install"
                            + " torch, or name another Python with --python");
        }
    }

    @Test
    void missingPythonIsToldWithTheWayOut() {
        Path absent = directory.resolve("absent");
        assertThatThrownBy(
                        () -> PytorchProcess.start(absent.toString(), PytorchProcess.Mode.EAGER, SETTINGS, directory))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(absent.toString())
                .hasMessageEndingWith("; name one that has PyTorch 2 with --python")
                .hasMessageStartingWith("Python can't be started: ");
    }

    @Test
    void peerThatEndsIsToldWithItsLastError() throws Exception {
        try (PytorchProcess peer = start("echo first >&2; echo 'MemoryError: too much' >&2; exit 1")) {
            assertThatThrownBy(peer::turn)
                    .isInstanceOf(UserException.class)
                    .hasMessage(directory.resolve("python") + " pytorch.py ended: MemoryError: too much");
        }
    }
}
