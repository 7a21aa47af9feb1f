package io.espalier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.config.PlanJson;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.TrainingPlan;
import io.espalier.store.RecordJson;
import io.espalier.store.RunDirectory;
import io.espalier.testing.Plans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRecordTest {
    private static final TrainingPlan BEGUN = Plans.digits();
    private static final RecordJson RECORDS =
            new RecordJson(PlanJson::toJson, node -> PlanJson.fromJson(node, "run.json"));
    private static final Outcome RUNNING = new Outcome(Status.RUNNING, "");
    private static final PhaseRecord PHASE =
            new PhaseRecord("baseline", 1, 4, 100, 3_200, 1.5, Optional.of(0.9), 85_002, Map.of(), 1_259);

    /** As where a run goes on at another master. */
    private final TrainingPlan plan = BEGUN.at("local[3]", "runs");

    @TempDir
    Path output;

    private RunDirectory directory;
    private LiveRecord live;

    @BeforeEach
    void begin() {
        directory = RunDirectory.create(output, "digits-1");
        live = new LiveRecord(
                new RunRecord(
                        RunRecord.SCHEMA_VERSION,
                        "digits-1",
                        BEGUN,
                        Provenances.before(BEGUN, Instant.EPOCH),
                        Optional.empty(),
                        List.of(PHASE),
                        RUNNING,
                        Optional.empty()),
                plan,
                directory,
                RECORDS);
    }

    @AfterEach
    void giveUp() {
        live.close();
    }

    @Test
    void nothingIsWrittenBeforeItIsAskedFor() {
        live.change(record -> Provenances.joined(record, List.of("a:1")));
        live.end(List.of(PHASE, PHASE), RUNNING, Optional.empty());

        assertThat(live.value().provenance().executors()).containsExactly("a:1");
        assertThat(live.value().phases()).containsExactly(PHASE, PHASE);
        assertThat(directory.record()).doesNotExist();
    }

    @Test
    void itIsWrittenWithThePlanAndOutcomeOfNow() {
        live.write(new Outcome(Status.STOPPED, "asked to"));

        RunRecord written = RECORDS.read(directory.record());
        assertThat(written).isEqualTo(live.value());
        assertThat(written.plan()).isEqualTo(plan);
        assertThat(written.outcome()).isEqualTo(new Outcome(Status.STOPPED, "asked to"));
        assertThat(written.phases()).containsExactly(PHASE);
    }

    @Test
    void aFailureIsWrittenWithItsReason() {
        Exception cause = new IllegalStateException("broken");

        live.fail(cause, "it broke");

        assertThat(RECORDS.read(directory.record()).outcome()).isEqualTo(new Outcome(Status.FAILED, "it broke"));
        assertThat(cause).hasNoSuppressedExceptions();
    }

    @Test
    void whereTheDirectoryIsGoneNothingIsWrittenAndAFailureStaysTheFirst() throws IOException {
        Path elsewhere = output.resolve("moved");
        Files.move(directory.path(), elsewhere);
        String gone = "Run directory " + directory.path()
                + " is gone; bring it back, writable, and continue the run with --resume digits-1";
        Exception cause = new IllegalStateException("broken");

        live.fail(cause, "it broke");

        assertThat(live.holdsDirectory()).isFalse();
        assertThatThrownBy(live::write).isInstanceOf(UserException.class).hasMessage(gone);
        assertThat(cause.getSuppressed()).singleElement().satisfies(unwritten -> assertThat(unwritten)
                .isInstanceOf(UserException.class)
                .hasMessage(gone));
        assertThat(directory.path()).doesNotExist();
        assertThat(elsewhere.resolve("run.json")).doesNotExist();
    }

    @Test
    void aDirectoryHasOneRecordAtATime() {
        assertThatThrownBy(() -> new LiveRecord(live.value(), plan, directory, RECORDS))
                .isInstanceOf(UserException.class)
                .hasMessage("Run directory " + directory.path() + " is in use by process "
                        + ProcessHandle.current().pid() + "; wait until it ends or stop it");
    }
}
