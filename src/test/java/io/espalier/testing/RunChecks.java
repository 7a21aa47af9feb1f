package io.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What must hold in the directory of every run, however it ended; read with a JSON parser, not with our own reader. */
public final class RunChecks {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final double NANOSECOND = 1e-9;

    private RunChecks() {}

    /**
     * A run's files.
     *
     * @param directory of the run
     * @param record run.json
     * @param rounds lines of rounds.jsonl
     */
    public record Run(Path directory, JsonNode record, List<JsonNode> rounds) {
        /** SHA-256 of the trained weights. */
        public String weights() {
            return record.at("/final/weights_sha256").asText();
        }

        /** How the run ended. */
        public String status() {
            return record.at("/outcome/status").asText();
        }

        /** Why it ended so. */
        public String reason() {
            return record.at("/outcome/reason").asText();
        }

        /** Seconds of a cause, of the whole run. */
        public double seconds(String cause) {
            return record.at("/final/seconds_by_cause/" + cause).asDouble();
        }

        /** Rounds of a phase. */
        public List<JsonNode> rounds(String phase) {
            return rounds.stream()
                    .filter(round -> round.at("/phase").asText().equals(phase))
                    .toList();
        }

        /** Names of the checkpoints, in the order of their rounds. */
        public List<String> checkpoints() throws IOException {
            return RunChecks.checkpoints(directory);
        }
    }

    /** The only run under an output directory, checked. */
    public static Run onlyRun(Path output) throws IOException {
        return check(onlyDirectory(output));
    }

    /** The directory of the only run under an output directory. */
    public static Path onlyDirectory(Path output) throws IOException {
        try (Stream<Path> runs = Files.list(output)) {
            List<Path> found = runs.toList();
            assertThat(found).as("runs under " + output).hasSize(1);
            return found.get(0);
        }
    }

    /** Checks a run that is not being written: both files against their schemas, rounds without gap or repetition, seconds that add up. */
    public static Run check(Path directory) throws IOException {
        JsonNode record = MAPPER.readTree(directory.resolve("run.json").toFile());
        assertThat(schema("run.schema.json").validate(record)).as("run.json").isEmpty();
        List<JsonNode> rounds = new ArrayList<>();
        JsonSchema schema = schema("rounds.schema.json");
        for (String line : Files.readAllLines(directory.resolve("rounds.jsonl"))) {
            JsonNode round = MAPPER.readTree(line);
            assertThat(schema.validate(round)).as(line).isEmpty();
            rounds.add(round);
        }
        assertThat(rounds)
                .extracting(round -> round.at("/round").asInt())
                .isEqualTo(IntStream.rangeClosed(1, rounds.size()).boxed().toList());
        Run run = new Run(directory, record, rounds);
        if (run.status().equals("completed")) {
            assertSecondsAddUp(run);
        }
        return run;
    }

    /** Every second has one cause; the time that the run stood still is none of the run's. */
    private static void assertSecondsAddUp(Run run) {
        double total = run.record().at("/final/seconds").asDouble();
        assertThat(total)
                .isEqualTo(secondsWithoutStopped(run.record().at("/final/seconds_by_cause")), within(NANOSECOND));
        double inRounds = run.rounds().stream()
                .mapToDouble(round -> secondsWithoutStopped(round.at("/seconds")))
                .sum();
        double end = total - inRounds;
        assertThat(end).as("seconds after the last round").isNotNegative();
        double causesOfTheEnd = Stream.of("checkpoint", "evaluation", "compaction", "scoring", "other")
                .mapToDouble(cause -> run.seconds(cause) - inRounds(run, cause))
                .sum();
        assertThat(causesOfTheEnd).isEqualTo(end, within(run.rounds().size() * NANOSECOND));
    }

    private static double secondsWithoutStopped(JsonNode byCause) {
        double sum = 0;
        for (var cause = byCause.fields(); cause.hasNext(); ) {
            var entry = cause.next();
            sum += entry.getKey().equals("stopped") ? 0 : entry.getValue().asDouble();
        }
        return sum;
    }

    private static double inRounds(Run run, String cause) {
        return run.rounds().stream()
                .mapToDouble(round -> round.at("/seconds/" + cause).asDouble())
                .sum();
    }

    /** Names of the checkpoints of a run directory, in the order of their rounds; those that are being written left out. */
    public static List<String> checkpoints(Path directory) throws IOException {
        try (Stream<Path> checkpoints = Files.list(directory.resolve("checkpoints"))) {
            return checkpoints
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("[a-z]+-\\d+"))
                    .sorted((a, b) -> Integer.compare(round(a), round(b)))
                    .toList();
        }
    }

    private static int round(String checkpoint) {
        return Integer.parseInt(checkpoint.substring(checkpoint.indexOf('-') + 1));
    }

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/schema", name)));
    }
}
