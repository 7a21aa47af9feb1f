package io.espalier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.espalier.UserException;
import io.espalier.run.TrainingPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything is started. */
class EspalierTest {
    private static final String JOB = "data: {source: digits}\nnetwork: {kind: mlp, hidden: [8]}\n";

    @TempDir
    private Path directory;

    @Test
    void planOfATextIsThePlanOfItsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("job.yaml"), JOB);

        assertThat(Espalier.parsePlan(JOB, "training.batch=7"))
                .isEqualTo(Espalier.plan(file, "training.batch=7"))
                .extracting(plan -> plan.training().batch())
                .isEqualTo(7);
    }

    @Test
    void missingDataLeavesNothingBehind() {
        TrainingPlan plan = Espalier.parsePlan(JOB, "data.source=csv", "data.path=" + directory.resolve("none.csv"));
        Path runs = directory.resolve("runs");

        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> Espalier.train(plan, runs, TrainingOptions.defaults()))
                .withMessage("data.path: there is no file " + directory.resolve("none.csv"));
        assertThat(runs).doesNotExist();
    }

    @Test
    void runThatIsNoneIsNotResumed() {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> Espalier.resume(directory, TrainingOptions.defaults()))
                .withMessage(directory + " is not a run directory: it has no run.json");
    }

    @Test
    void directoryWithoutModelIsNotLoaded() {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> Espalier.load(directory))
                .withMessageStartingWith("No model at " + directory);
    }
}
