package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.api.Espalier;
import io.espalier.api.RunListener;
import io.espalier.api.TrainingOptions;
import io.espalier.api.TrainingResult;
import io.espalier.run.RoundRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.store.RunDirectory;
import io.espalier.testing.RunChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the report of a run that was interrupted says of its examples, against one that was not. Examples are scored when the fifth round
 * begins, the first that is not of the baseline.
 */
class ResumedReportIT {
    private static final String[] COMPUTED = {
        "importance={rounds: 2, method: el2n, also: [aum, margin], selection: ccs, kept: 0.5}"
    };
    private static final int FIRST_SELECTED = 5;

    @TempDir
    private Path directory;

    private static RunChecks.Run undisturbed;

    @BeforeAll
    static void train() throws IOException {
        undisturbed = TinyJob.undisturbed(COMPUTED);
        assertThat(undisturbed.rounds().get(FIRST_SELECTED - 2).path("phase").asText())
                .isEqualTo("baseline");
        assertThat(undisturbed.rounds().get(FIRST_SELECTED - 1).path("phase").asText())
                .isEqualTo("hybrid");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 5, 10})
    void aRunThatWasStoppedShowsTheSameExamples(int round) throws IOException {
        Path run = stopAfter(round, COMPUTED);

        assertThat(resume(run)).isEqualTo(examples(undisturbed.directory()));
    }

    /** Its last checkpoint is from before the scoring, its tables are there. */
    @Test
    void aRunThatWasKilledAfterTheScoringShowsTheSameExamples() throws IOException {
        Path run = stopAfter(FIRST_SELECTED, COMPUTED);
        forgetCheckpointOf(run, FIRST_SELECTED);

        assertThat(resume(run)).isEqualTo(examples(undisturbed.directory()));
    }

    /** None may stand there any more. */
    @ParameterizedTest
    @ValueSource(ints = {1, FIRST_SELECTED})
    void scoresOfATableAreTakenOnce(int round) throws IOException {
        Path table = Files.createSymbolicLink(directory.resolve("table"), undisturbed.directory());
        String[] sets = {"importance={kept: 0.5, scores: " + table + "}"};
        RunChecks.Run through = TinyJob.undisturbed(sets);
        Path run = stopAfter(round, sets);
        if (round == FIRST_SELECTED) {
            forgetCheckpointOf(run, round);
        }
        Files.delete(table);

        assertThat(resume(run)).isEqualTo(examples(through.directory()));
        assertThat(RunChecks.check(run).weights()).isEqualTo(through.weights());
        assertThat(Files.readString(run.resolve("scores/_lineage.json")))
                .isEqualTo(Files.readString(through.directory().resolve("scores/_lineage.json")));
    }

    private Path stopAfter(int round, String... sets) throws IOException {
        List<String> keys = new ArrayList<>(List.of(sets));
        keys.add("master=local[2]");
        TrainingPlan plan = Espalier.plan(TinyJob.write(directory), keys.toArray(String[]::new));
        AtomicInteger ended = new AtomicInteger();
        TrainingOptions options = TrainingOptions.defaults()
                .listener(new RunListener() {
                    @Override
                    public void roundEnded(RoundRecord record) {
                        ended.set(record.round());
                    }
                })
                .stopWhen(() -> ended.get() >= round);
        TrainingResult stopped = Espalier.train(plan, directory.resolve("runs"), options);
        assertThat(stopped.rounds()).isEqualTo(round);
        return stopped.directory();
    }

    /** As if the process had been killed before it saved that round. */
    private static void forgetCheckpointOf(Path run, int round) throws IOException {
        List<Path> files;
        try (Stream<Path> checkpoints = Files.list(new RunDirectory(run).checkpoints())) {
            files = checkpoints
                    .filter(each -> each.toString().endsWith("-" + round))
                    .toList();
        }
        assertThat(files).hasSize(1);
        Files.delete(files.get(0).resolve("manifest.json"));
    }

    private static JsonNode resume(Path run) throws IOException {
        TinyJob.Result resumed = TinyJob.run("train", "--resume", run.toString(), "--quiet");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        return examples(run);
    }

    private static JsonNode examples(Path run) throws IOException {
        JsonNode report = new ObjectMapper().readTree(run.resolve("report.json").toFile());
        assertThat(report.path("selection").path("lists")).isNotEmpty();
        return report.path("selection");
    }
}
