package io.espalier.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.run.RunRecord;
import io.espalier.run.TrainingPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * {@code run.json}: reads and writes {@link RunRecord}. The format is described by docs/schema/run.schema.json.
 *
 * <p>Numbers that are NaN or infinite are null in the file and NaN when read again. Safe for use by several threads.
 */
public final class RecordJson {
    private final ObjectMapper mapper;

    /**
     * A reader and writer.
     *
     * @param writePlan the plan as a JSON object
     * @param readPlan the plan that such an object describes; throws {@link UserException} where it describes none
     */
    public RecordJson(Function<TrainingPlan, JsonNode> writePlan, Function<JsonNode, TrainingPlan> readPlan) {
        this.mapper = Json.forRecords()
                .addModule(new SimpleModule()
                        .addSerializer(TrainingPlan.class, new PlanSerializer(writePlan))
                        .addDeserializer(TrainingPlan.class, new PlanDeserializer(readPlan)))
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
    }

    /**
     * Creates or replaces the file, whole or not at all.
     *
     * @throws UserException if it can't be written
     */
    public void write(RunRecord record, Path file) {
        String text = toText(record);
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The content of the file of a record. */
    public String toText(RunRecord record) {
        try {
            return mapper.writeValueAsString(record) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Record of run " + record.runId() + " can't be written as JSON", e);
        }
    }

    /**
     * Reads a record.
     *
     * @throws UserException if the file can't be read or holds no record; names file, line and key
     */
    public RunRecord read(Path file) {
        GivenPath.refuseSpecial(file, "The record of a run");
        try {
            String text = Files.readString(file);
            requireKnownVersion(mapper.readTree(text), file);
            return mapper.readValue(text, RunRecord.class);
        } catch (JsonProcessingException e) {
            // What the plan's reader says is better than what Jackson makes of it.
            throw e.getCause() instanceof UserException cause ? cause : new UserException(file + Json.describe(e), e);
        } catch (IOException e) {
            throw new UserException("Can't read " + file + ": " + WriteFailure.reason(e), e);
        }
    }

    private static void requireKnownVersion(JsonNode record, Path file) {
        JsonNode version = record.path("schema_version");
        if (!version.isInt() || version.intValue() < 1) {
            throw new UserException(file + " is not the record of a run: schema_version must be a number from 1");
        }
        if (version.intValue() > RunRecord.SCHEMA_VERSION) {
            throw new UserException(file + " has schema_version " + version + "; this version of Espalier reads up to "
                    + RunRecord.SCHEMA_VERSION);
        }
    }

    private static final class PlanSerializer extends StdSerializer<TrainingPlan> {
        private static final long serialVersionUID = 1L;

        private final transient Function<TrainingPlan, JsonNode> writePlan;

        PlanSerializer(Function<TrainingPlan, JsonNode> writePlan) {
            super(TrainingPlan.class);
            this.writePlan = writePlan;
        }

        @Override
        public void serialize(TrainingPlan plan, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeTree(writePlan.apply(plan));
        }
    }

    private static final class PlanDeserializer extends StdDeserializer<TrainingPlan> {
        private static final long serialVersionUID = 1L;

        private final transient Function<JsonNode, TrainingPlan> readPlan;

        PlanDeserializer(Function<JsonNode, TrainingPlan> readPlan) {
            super(TrainingPlan.class);
            this.readPlan = readPlan;
        }

        @Override
        public TrainingPlan deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return readPlan.apply(context.readTree(in));
        }
    }
}
