package io.espalier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.run.TrainingPlan;
import io.espalier.testing.Plans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkFileTest {
    @TempDir
    Path directory;

    @Test
    void aPlanThatDescribesItsNetworkHasNoFile() {
        assertThat(NetworkFile.sha256(Plans.digits())).isEmpty();
    }

    @Test
    void digestIsOfTheContent() throws IOException {
        // SHA-256 of "abc": FIPS 180-2, appendix B.1
        assertThat(NetworkFile.sha256(plan(Files.writeString(directory.resolve("network.json"), "abc"))))
                .hasValue("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path missing = directory.resolve("missing.json");
        assertThatThrownBy(() -> NetworkFile.sha256(plan(missing)))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("network.path: " + missing + " can't be read: ");
    }

    private static TrainingPlan plan(Path file) {
        return Plans.digits("network={kind: dl4j, path: " + file + "}");
    }
}
