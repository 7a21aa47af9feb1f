package io.espalier.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.espalier.UserException;
import io.espalier.run.JobKey;
import io.espalier.run.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files that are generated from the records of the plan are checked in. After a change of a {@code @Setting} write them anew with
 * {@code mvn test -Dtest=GeneratedFilesTest -Despalier.regenerate=true}.
 */
class GeneratedFilesTest {
    private static final String LEAST = "data: {source: digits}\nnetwork: {kind: mlp}\n";
    private static final Path REFERENCE = Path.of("conf/reference.yaml");
    private static final Path SCHEMA = Path.of("src/main/resources/io/espalier/config/job.schema.json");

    @Test
    void referenceIsUpToDate() throws IOException {
        assertUpToDate(REFERENCE, ReferenceYaml.text());
    }

    @Test
    void schemaIsUpToDate() throws IOException {
        assertUpToDate(SCHEMA, JobSchema.json());
    }

    @Test
    void referenceIsTheJobOfAllDefaults() {
        assertThat(JobFile.parse(ReferenceYaml.text(), "reference.yaml", List.of()))
                .isEqualTo(JobFile.parse(LEAST, "job.yaml", List.of()));
    }

    @Test
    void referenceHasEveryKey() {
        Set<String> keys = new TreeSet<>();
        collectKeys(YamlReader.read(ReferenceYaml.text(), "reference.yaml"), "", keys);
        Set<String> settings = new TreeSet<>();
        collectSettings(TrainingPlan.class, "", settings);
        assertThat(keys).isEqualTo(settings).contains("training.budget.steps", "constraint.schedule.final");
    }

    @Test
    void referenceSaysRangeUnitAndAllowedWords() {
        assertThat(ReferenceYaml.text())
                .contains("  # Kind of source. One of digits, idx, csv, parquet. Must be given.\n  source: digits\n")
                .contains("  # Examples of one batch of one worker. In [1, 1000000]. Unit: examples.\n  batch: 32\n")
                .contains("    epochs: 30\n")
                .contains("    steps: null\n");
    }

    @ParameterizedTest
    @MethodSource("shippedJobs")
    void shippedJobIsValid(Path job) throws IOException {
        assertThat(JobFile.read(job, List.of()).name()).isNotBlank();
        assertThat(violations(Files.readString(job))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shippedJobs")
    void shippedJobNamesSchemaForEditors(Path job) throws IOException {
        assertThat(Files.readAllLines(job).get(0))
                .isEqualTo("# yaml-language-server: $schema=../"
                        + SCHEMA.toString().replace('\\', '/'));
    }

    @Test
    void referenceIsValidBySchema() {
        assertThat(violations(ReferenceYaml.text())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "training: {bach: 3}",
                "training: {batch: many}",
                "training: {batch: 0}",
                "training: {updater: {momentum: 1}}",
                "training: {updater: {kind: Adam}}",
                "training: {budget: {epochs: 1, steps: 1}}",
                "training: {budget: {epochs: null, steps: null}}",
                "training: {budget: {}}",
                "phases: [{baseline: 0.5, hybrid: 0.5}]",
                "phases: [{baseline: 0}]",
                "phases: 1",
                "name: 5",
                "constraint: {rounding: 1}",
            })
    void schemaRefusesWhatTheReaderRefuses(String line) {
        assertThatThrownBy(() -> JobFile.parse(LEAST + line, "job.yaml", List.of()))
                .isInstanceOf(UserException.class);
        assertThat(violations(LEAST + line)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "training: {budget: {epochs: 0.5}}",
                "training: {budget: {steps: 7, epochs: null}}",
                "training: {updater: {learning_rate: 1.0e-3}}",
                "constraint: {parameter_reduction: null, intensity: 0.5}",
                "phases: [{baseline: 0.5}, {constrained: 0.5}]",
            })
    void schemaAcceptsWhatTheReaderAccepts(String line) {
        assertThat(JobFile.parse(LEAST + line, "job.yaml", List.of()).name()).isEqualTo("job");
        assertThat(violations(LEAST + line)).isEmpty();
    }

    static Stream<Path> shippedJobs() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("jobs"))) {
            List<Path> jobs = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            assertThat(jobs).isNotEmpty();
            return jobs.stream();
        }
    }

    private static Set<String> violations(String yaml) {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(JobSchema.json());
        JsonNode job = new ObjectMapper().valueToTree(new org.yaml.snakeyaml.Yaml().<Object>load(yaml));
        return schema.validate(job).stream().map(ValidationMessage::getMessage).collect(Collectors.toSet());
    }

    private static void collectKeys(YamlNode node, String path, Set<String> keys) {
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach((name, entry) -> {
                keys.add(JobKey.dotted(path, name));
                collectKeys(entry.value(), JobKey.dotted(path, name), keys);
            });
        }
    }

    private static void collectSettings(Class<?> type, String path, Set<String> settings) {
        for (JobKey key : JobKey.of(type)) {
            settings.add(JobKey.dotted(path, key.name()));
            if (key.component().getType().isRecord()) {
                collectSettings(key.component().getType(), JobKey.dotted(path, key.name()), settings);
            }
        }
    }

    private static void assertUpToDate(Path file, String text) throws IOException {
        if (Boolean.getBoolean("espalier.regenerate")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file)).isEqualTo(text);
    }
}
