package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.UserException;
import io.espalier.run.RunRecord;
import io.espalier.run.TrainingPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordJsonTest {
    private final RecordJson json = Records.json();

    @TempDir
    Path directory;

    @Test
    void recordOfAStartedRunIsReadAsWritten() {
        Path file = directory.resolve("run.json");
        json.write(Records.started(), file);
        assertThat(json.read(file)).isEqualTo(Records.started());
    }

    @Test
    void recordOfACompletedRunIsReadAsWritten() {
        Path file = directory.resolve("run.json");
        json.write(Records.completed(), file);
        assertThat(json.read(file)).isEqualTo(Records.completed());
    }

    @Test
    void keysAreThoseOfTheFormat() throws IOException {
        JsonNode tree = new ObjectMapper().readTree(json.toText(Records.completed()));
        assertThat(keys(tree))
                .containsExactly(
                        "schema_version", "run_id", "plan", "provenance", "data", "phases", "outcome", "final");
        assertThat(tree.at("/outcome/status").textValue()).isEqualTo("completed");
        assertThat(keys(tree.get("final")))
                .contains(
                        "quality_name",
                        "test_quality",
                        "validation_quality",
                        "parameters_before",
                        "parameters_after",
                        "parameters_removed_fraction",
                        "examples_total",
                        "examples_kept",
                        "seconds",
                        "seconds_by_cause",
                        "bytes_up",
                        "bytes_down",
                        "flops",
                        "weights_sha256");
    }

    @Test
    void absentPartsAreNull() throws IOException {
        JsonNode tree = new ObjectMapper().readTree(json.toText(Records.started()));
        assertThat(tree.get("final").isNull()).isTrue();
        assertThat(tree.get("data").isNull()).isTrue();
    }

    @Test
    void nanIsWrittenAsNull() throws IOException {
        JsonNode tree = new ObjectMapper().readTree(json.toText(Records.completed()));
        assertThat(tree.at("/final/validation_quality").isNull()).isTrue();
    }

    @Test
    void planPassesThroughTheGivenFunctions() {
        Path file = directory.resolve("run.json");
        TrainingPlan other = Records.plan();
        RecordJson functions =
                new RecordJson(plan -> new ObjectMapper().createObjectNode().put("name", plan.name()), node -> {
                    assertThat(node.get("name").textValue()).isEqualTo("digits");
                    return other;
                });
        functions.write(Records.started(), file);
        assertThat(functions.read(file).plan()).isSameAs(other);
    }

    @Test
    void errorOfThePlansReaderArrivesAsItIs() {
        Path file = directory.resolve("run.json");
        json.write(Records.started(), file);
        RecordJson refusing = new RecordJson(plan -> new ObjectMapper().createObjectNode(), node -> {
            throw new UserException("Unknown key data.sourcee");
        });
        assertThatThrownBy(() -> refusing.read(file))
                .isInstanceOf(UserException.class)
                .hasMessage("Unknown key data.sourcee");
    }

    @Test
    void replacesTheFileAndLeavesNothingElse() throws IOException {
        Path file = directory.resolve("run.json");
        json.write(Records.started(), file);
        json.write(Records.completed(), file);
        assertThat(json.read(file).results()).isPresent();
        try (var entries = Files.list(directory)) {
            assertThat(entries).containsExactly(file);
        }
    }

    @Test
    void missingFileIsNamed() {
        assertRefused(directory.resolve("run.json"), "Can't read %s: no such file or directory");
    }

    @Test
    void directoryIsRefused() {
        assertRefused(directory, "Can't read %s: Is a directory");
    }

    @Test
    void binaryFileIsRefused() throws IOException {
        assertRefused(file(new byte[] {(byte) 0xff, (byte) 0xfe, 0}), "Can't read %s: it is not UTF-8 text");
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        assertRefused(file(new byte[0]), "%s is not the record of a run: schema_version must be a number from 1");
    }

    @Test
    void newerSchemaVersionIsRefused() throws IOException {
        assertRefused(
                file("{\"schema_version\": 2}".getBytes(StandardCharsets.UTF_8)),
                "%s has schema_version 2; this version of Espalier reads up to 1");
    }

    @Test
    void syntaxErrorNamesTheLine() throws IOException {
        assertRefused(changed("\"run_id\"", "run_id"), "%s, line 3: Unexpected character ('r' (code 114))");
    }

    @Test
    void unknownKeyNamesLineAndKey() throws IOException {
        assertRefused(
                changed("\"run_id\"", "\"extra\" : 1, \"run_id\""),
                "%s, key extra: there is no such key; keys are [data, final, outcome, ");
    }

    @Test
    void wrongTypeNamesLineAndKey() throws IOException {
        assertRefused(changed("\"resumes\" : 0", "\"resumes\" : \"0\""), ", key provenance.resumes: ");
    }

    @Test
    void wrongTypeOfADecimalNamesTheKey() throws IOException {
        assertRefused(changed("\"test_quality\" : 0.975", "\"test_quality\" : \"high\""), ", key final.test_quality: ");
    }

    @Test
    void missingKeyIsRefused() throws IOException {
        assertRefused(changed("\"kernel_probe\" : \"c0ffee\",", ""), ", key provenance.kernel_probe is missing");
    }

    @Test
    void repeatedKeyIsRefused() throws IOException {
        assertRefused(changed("\"resumes\" : 0", "\"resumes\" : 0, \"resumes\" : 0"), "Duplicate field 'resumes'");
    }

    @Test
    void unknownStatusIsRefused() throws IOException {
        assertRefused(changed("\"completed\"", "\"COMPLETED\""), ", key outcome.status: ");
    }

    private Path changed(String from, String to) throws IOException {
        String text = json.toText(Records.completed());
        assertThat(text).contains(from);
        return file(text.replace(from, to).getBytes(StandardCharsets.UTF_8));
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(directory.resolve("run.json"), content);
    }

    private void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> json.read(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message.formatted(file))
                .satisfies(e ->
                        assertThat(e.getMessage()).contains(file.toString()).doesNotContain("\n"));
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void everyStatusIsReadAsWritten() {
        for (RunRecord.Status status : RunRecord.Status.values()) {
            RunRecord started = Records.started();
            RunRecord record = new RunRecord(
                    1,
                    started.runId(),
                    started.plan(),
                    started.provenance(),
                    started.data(),
                    started.phases(),
                    new RunRecord.Outcome(status, "reason"),
                    started.results());
            Path file = directory.resolve("run.json");
            json.write(record, file);
            assertThat(json.read(file)).isEqualTo(record);
        }
    }
}
