package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.espalier.run.Incidents;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The written records against docs/schema, and the records of old versions. */
class SchemaTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path RESOURCES = Path.of("src/test/resources/io/espalier/store");
    private static final JsonSchema RUN = schema("run.schema.json");
    private static final JsonSchema ROUNDS = schema("rounds.schema.json");

    @Test
    void recordOfAStartedRunIsValid() throws IOException {
        assertThat(RUN.validate(tree(Records.started()))).isEmpty();
    }

    @Test
    void recordOfACompletedRunIsValid() throws IOException {
        assertThat(RUN.validate(tree(Records.completed()))).isEmpty();
    }

    @Test
    void everyStatusIsInTheSchema() throws IOException {
        for (Status status : Status.values()) {
            RunRecord completed = Records.completed();
            RunRecord record = new RunRecord(
                    1,
                    completed.runId(),
                    completed.plan(),
                    completed.provenance(),
                    completed.data(),
                    completed.phases(),
                    new RunRecord.Outcome(status, "one line"),
                    completed.results());
            assertThat(RUN.validate(tree(record))).isEmpty();
        }
    }

    @Test
    void completedRunWithoutResultsIsInvalid() throws IOException {
        ObjectNode record = (ObjectNode) tree(Records.completed());
        record.putNull("final");
        assertThat(RUN.validate(record)).isNotEmpty();
    }

    @Test
    void runSchemaAllowsNoOtherKeyAndMissesNone() throws IOException {
        JsonNode record = tree(Records.completed());
        for (String place : List.of("", "/provenance", "/data", "/data/shape", "/phases/0", "/outcome", "/final")) {
            assertClosed(RUN, record, place);
        }
    }

    @Test
    void roundsAreValid() throws IOException {
        assertThat(ROUNDS.validate(MAPPER.readTree(RoundLog.toLine(Records.round(1)))))
                .isEmpty();
        assertThat(ROUNDS.validate(
                        MAPPER.readTree(RoundLog.toLine(Records.round(1, Double.NaN, OptionalDouble.of(0.5))))))
                .isEmpty();
    }

    @Test
    void roundsSchemaAllowsNoOtherKeyAndMissesNone() throws IOException {
        JsonNode round = MAPPER.readTree(RoundLog.toLine(Records.round(1)));
        assertClosed(ROUNDS, round, "");
        assertClosed(ROUNDS, round, "/seconds");
        assertClosed(ROUNDS, round, "/incidents");
    }

    @Test
    void runRecordOfVersion1IsReadable() throws IOException {
        Path file = RESOURCES.resolve("run-v1.json");
        assertThat(RUN.validate(MAPPER.readTree(Files.readString(file)))).isEmpty();

        RunRecord record = new RecordJson(plan -> MAPPER.createObjectNode(), plan -> Records.plan()).read(file);

        assertThat(record.runId()).isEqualTo("digits-20261122-143000-3f9a");
        assertThat(record.provenance().resumes()).isEqualTo(1);
        assertThat(record.data().orElseThrow().trainPerClass()).containsExactly(630L, 628L);
        assertThat(record.phases()).hasSize(2);
        assertThat(record.phases().get(0).quality()).contains(0.9);
        assertThat(record.phases().get(1).quality()).isEmpty();
        assertThat(record.outcome().status()).isEqualTo(Status.COMPLETED);
        assertThat(record.results().orElseThrow().testQuality()).isEqualTo(0.975);
        assertThat(record.results().orElseThrow().validationQuality()).isNaN();
        assertThat(record.results().orElseThrow().bytesUp()).isEqualTo(1L << 40);
    }

    @Test
    void roundsOfVersion1AreReadable() throws IOException {
        // The schema is that of the present version, which has more keys.
        Path file = RESOURCES.resolve("rounds-v1.jsonl");
        var rounds = RoundLog.read(file);

        assertThat(rounds).hasSize(2);
        assertThat(rounds.get(0).quality()).isEmpty();
        assertThat(rounds.get(1).quality()).hasValue(0.5);
        assertThat(rounds.get(1).loss()).isNaN();
        assertThat(rounds.get(1).unitsChanged()).isEqualTo(3);
        assertThat(rounds).extracting(RoundRecord::incidents).containsOnly(Incidents.NONE);
        assertThat(rounds).extracting(RoundRecord::epochExamples).containsExactly(1258L, 755L);
    }

    /** An added key and each missing key make the document invalid. */
    private static void assertClosed(JsonSchema schema, JsonNode document, String place) {
        JsonNode added = document.deepCopy();
        ((ObjectNode) added.at(place)).put("added", 1);
        assertThat(schema.validate(added)).as("added key at " + place).isNotEmpty();
        document.at(place).fieldNames().forEachRemaining(key -> {
            JsonNode removed = document.deepCopy();
            ((ObjectNode) removed.at(place)).remove(key);
            Set<ValidationMessage> errors = schema.validate(removed);
            assertThat(errors).as("missing " + place + "/" + key).isNotEmpty();
        });
    }

    private static JsonNode tree(RunRecord record) throws IOException {
        return MAPPER.readTree(Records.json().toText(record));
    }

    private static JsonSchema schema(String name) {
        try {
            return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                    .getSchema(Files.readString(Path.of("docs/schema", name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
