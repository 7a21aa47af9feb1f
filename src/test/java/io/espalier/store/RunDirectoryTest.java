package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    @TempDir
    Path temporary;

    @Test
    void namesAreThoseOfTheFormat() {
        RunDirectory run = new RunDirectory(Path.of("runs/digits-1"));
        assertThat(run.runId()).isEqualTo("digits-1");
        assertThat(run.record()).isEqualTo(Path.of("runs/digits-1/run.json"));
        assertThat(run.rounds()).isEqualTo(Path.of("runs/digits-1/rounds.jsonl"));
        assertThat(run.scores()).isEqualTo(Path.of("runs/digits-1/scores"));
        assertThat(run.selection()).isEqualTo(Path.of("runs/digits-1/selection"));
        assertThat(run.checkpoints()).isEqualTo(Path.of("runs/digits-1/checkpoints"));
        assertThat(run.modelZip()).isEqualTo(Path.of("runs/digits-1/model/model.zip"));
        assertThat(run.modelConstraint()).isEqualTo(Path.of("runs/digits-1/model/constraint.json"));
        assertThat(run.reportHtml()).isEqualTo(Path.of("runs/digits-1/report.html"));
        assertThat(run.reportMarkdown()).isEqualTo(Path.of("runs/digits-1/report.md"));
        assertThat(run.reportJson()).isEqualTo(Path.of("runs/digits-1/report.json"));
    }

    @Test
    void createMakesTheParentToo() {
        RunDirectory run = RunDirectory.create(temporary.resolve("a/b"), "digits-1");
        assertThat(run.path()).isEqualTo(temporary.resolve("a/b/digits-1")).isEmptyDirectory();
    }

    @Test
    void existingRunDirectoryIsRefused() {
        RunDirectory.create(temporary, "digits-1");
        assertThatThrownBy(() -> RunDirectory.create(temporary, "digits-1"))
                .isInstanceOf(UserException.class)
                .hasMessage("Run directory " + temporary.resolve("digits-1")
                        + " exists; continue it with --resume digits-1 or remove it");
    }

    @Test
    void outputThatIsAFileIsRefused() throws IOException {
        Path file = Files.createFile(temporary.resolve("runs"));
        assertThatThrownBy(() -> RunDirectory.create(file, "digits-1"))
                .isInstanceOf(UserException.class)
                .hasMessage("Output " + file + " is not a directory");
        assertThatThrownBy(() -> RunDirectory.create(file.resolve("below"), "digits-1"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Can't write " + file.resolve("below/digits-1"));
    }

    @Test
    void openAcceptsADirectoryWithARecord() throws IOException {
        RunDirectory run = RunDirectory.create(temporary, "digits-1");
        Files.createFile(run.record());
        assertThat(RunDirectory.open(run.path())).isEqualTo(run);
    }

    @Test
    void openRefusesWhatIsNoRunDirectory() {
        assertThatThrownBy(() -> RunDirectory.open(temporary.resolve("none")))
                .isInstanceOf(UserException.class)
                .hasMessage("Run directory " + temporary.resolve("none") + " does not exist");
        assertThatThrownBy(() -> RunDirectory.open(temporary))
                .isInstanceOf(UserException.class)
                .hasMessage(temporary + " is not a run directory: it has no run.json");
    }

    @Test
    void trainingOfAScoringIsGoneOnWithByScoring() throws IOException {
        ScoringDirectory scoring = ScoringDirectory.at(temporary.resolve("scores"));
        RunDirectory proxy = RunDirectory.create(scoring.proxy(2), "digits-1");
        assertThat(proxy.goingOn()).isEqualTo("continue the run with --resume digits-1");

        Files.createFile(scoring.request());

        assertThat(proxy.goingOn()).isEqualTo("score again: complete trainings are kept");
        assertThat(RunDirectory.create(temporary.resolve("runs"), "digits-2").goingOn())
                .isEqualTo("continue the run with --resume digits-2");
        assertThat(new RunDirectory(Path.of("digits-3")).goingOn())
                .isEqualTo("continue the run with --resume digits-3");
    }

    @Test
    void findTakesAnIdUnderTheOutputOrAPath() throws IOException {
        RunDirectory run = RunDirectory.create(temporary.resolve("runs"), "digits-1");
        Files.createFile(run.record());
        assertThat(RunDirectory.find("digits-1", temporary.resolve("runs"))).isEqualTo(run);
        assertThat(RunDirectory.find(run.path().toString(), Path.of("elsewhere")))
                .isEqualTo(run);
    }

    @Test
    void findNamesBothPlacesWhereNothingIs() {
        assertThatThrownBy(() -> RunDirectory.find("digits-2", temporary))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "No run digits-2: neither " + temporary.resolve("digits-2") + " nor digits-2 is a directory");
    }

    @Test
    void findRefusesAnEmptyText() {
        assertThatThrownBy(() -> RunDirectory.find(" ", temporary)).isInstanceOf(UserException.class);
    }

    @Test
    void findRefusesATextThatIsNoPath() {
        assertThatThrownBy(() -> RunDirectory.find("a\0b", temporary))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("No run a");
    }

    @Test
    void deletedRunTakesTheParentsThatItMade() {
        Path output = temporary.resolve("a/b");
        Path existing = RunDirectory.existing(output);
        RunDirectory.create(output, "digits-1").delete(existing);
        assertThat(existing).isEqualTo(temporary.toAbsolutePath());
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void deletedRunLeavesParentsThatWereThereOrHoldMore() throws IOException {
        Path output = Files.createDirectory(temporary.resolve("runs"));
        RunDirectory.create(output, "digits-1").delete(RunDirectory.existing(output));
        assertThat(output).isEmptyDirectory();
        Path deeper = output.resolve("deeper");
        Path existing = RunDirectory.existing(deeper);
        RunDirectory first = RunDirectory.create(deeper, "digits-1");
        RunDirectory second = RunDirectory.create(deeper, "digits-2");
        first.delete(existing);
        assertThat(second.path()).exists();
    }

    @Test
    void writableCheckLeavesNothing() {
        RunDirectory.requireWritable(temporary.resolve("a/b/c"));
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void outputWhereNobodyCanWriteIsRefused() {
        Path output = Path.of("/proc/runs");
        assumeThat(Path.of("/proc/self")).exists();
        assertThatThrownBy(() -> RunDirectory.requireWritable(output))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Can't write " + output + ": ")
                .hasMessageEndingWith("; choose another output directory");
        assertThatThrownBy(() -> RunDirectory.create(output, "digits-1"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Can't write " + output.resolve("digits-1") + ": ");
    }

    @Test
    void writableCheckRefusesAFileOnTheWay() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> RunDirectory.requireWritable(file.resolve("runs")))
                .isInstanceOf(UserException.class)
                .hasMessage("Output " + file.resolve("runs") + " can't be made: " + file + " is not a directory");
    }
}
