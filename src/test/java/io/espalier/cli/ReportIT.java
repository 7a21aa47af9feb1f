package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.api.Classifier;
import io.espalier.api.Espalier;
import io.espalier.data.RawExample;
import io.espalier.testing.RunChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run's report says of its examples, against the tables that the run wrote. */
class ReportIT {
    private static final int EL2N = 1;
    private static final int AUM = 2;
    private static final int MARGIN = 3;

    @TempDir
    private Path directory;

    private static RunChecks.Run run;
    private static JsonNode examples;
    /** Label and scores by el2n, aum and margin of each id. */
    private static Map<Long, List<Object>> scores;

    private static Set<Long> kept;

    @BeforeAll
    static void train() throws IOException {
        run = TinyJob.undisturbed("importance={rounds: 2, also: [aum, margin], selection: top, kept: 0.5}");
        examples = report(run.directory()).path("selection");
        scores = ScoreIT.table(run.directory().resolve("scores"));
        kept = ScoreIT.table(run.directory().resolve("selection")).keySet();
    }

    private static JsonNode report(Path run) throws IOException {
        return new ObjectMapper().readTree(run.resolve("report.json").toFile());
    }

    private static double score(long id, int column) {
        return (double) scores.get(id).get(column);
    }

    private static void assertCounts(JsonNode counts, long keptOfAll, long all) {
        assertThat(counts.path("kept").asLong()).isEqualTo(keptOfAll);
        assertThat(counts.path("total").asLong()).isEqualTo(all);
    }

    @Test
    void coverageIsThatOfTheTables() {
        assertThat(kept)
                .hasSize(629)
                .hasSize(run.record().at("/final/examples_kept").asInt());
        assertThat(examples.path("classes")).hasSize(10);
        for (JsonNode each : examples.path("classes")) {
            List<Long> members = scores.keySet().stream()
                    .filter(id -> scores.get(id).get(0).equals(each.path("name").asText()))
                    .toList();
            assertCounts(each, members.stream().filter(kept::contains).count(), members.size());
            assertCounted(each.path("strata"), members);
        }
        assertCounted(examples.path("strata"), List.copyOf(scores.keySet()));
        assertThat(examples.path("strata")).hasSize(10);
    }

    /** Strata are in the order of {@code strata}, whose edges belong to the range above. */
    private static void assertCounted(JsonNode counts, List<Long> ids) {
        JsonNode strata = examples.path("strata");
        for (int i = 0; i < strata.size(); i++) {
            double from = strata.get(i).path("from").asDouble();
            double to = i == strata.size() - 1
                    ? Double.POSITIVE_INFINITY
                    : strata.get(i).path("to").asDouble();
            List<Long> inside = ids.stream()
                    .filter(id -> score(id, EL2N) >= from && score(id, EL2N) < to)
                    .toList();
            assertCounts(counts.get(i), inside.stream().filter(kept::contains).count(), inside.size());
        }
    }

    @Test
    void theCutIsTheLowestKeptScore() {
        double lowest = kept.stream().mapToDouble(id -> score(id, EL2N)).min().orElseThrow();

        assertThat(examples.path("cut").asDouble()).isEqualTo(lowest);
        long above = 0;
        for (JsonNode bin : examples.path("histogram")) {
            if (bin.path("from").asDouble() > lowest) {
                assertThat(bin.path("kept").asLong())
                        .isEqualTo(bin.path("total").asLong());
                above += bin.path("total").asLong();
            } else if (bin.path("to").asDouble() <= lowest) {
                assertThat(bin.path("kept").asLong()).isZero();
            }
        }
        assertThat(above).isPositive();
    }

    @Test
    void listsHoldTheEndsOfTheTable() {
        assertThat(examples.at("/lists/0/title").asText()).isEqualTo("Most important");
        assertList(0, id -> -score(id, EL2N), EL2N);
        assertThat(examples.at("/lists/1/order").asText()).isEqualTo("lowest el2n");
        assertList(1, id -> score(id, EL2N), EL2N);
        assertThat(examples.at("/lists/2/title").asText()).isEqualTo("Probably mislabelled");
        assertThat(examples.at("/lists/2/order").asText()).isEqualTo("lowest aum");
        assertList(2, id -> score(id, AUM), AUM);
    }

    private static void assertList(int list, ToDoubleFunction<Long> order, int column) {
        List<Long> expected = scores.keySet().stream()
                .sorted(Comparator.comparingDouble(order).thenComparing(id -> id))
                .limit(12)
                .toList();
        List<Long> ids = new ArrayList<>();
        for (JsonNode shown : examples.at("/lists/" + list + "/examples")) {
            long id = shown.path("id").asLong();
            ids.add(id);
            assertThat(shown.path("label").asText()).isEqualTo(scores.get(id).get(0));
            assertThat(shown.path("score").asDouble()).isEqualTo(score(id, column));
            assertThat(shown.path("kept").asBoolean()).isEqualTo(kept.contains(id));
            assertThat(shown.path("predicted").asText()).matches("[0-9]");
            assertThat(shown.path("picture").asText()).startsWith("data:image/png;base64,");
        }
        assertThat(ids).isEqualTo(expected);
    }

    @Test
    void predictedClassesAreThoseOfTheSavedModel() throws IOException {
        Map<Long, RawExample> digits = ScoreIT.digits(TinyJob.write(directory));
        Set<Boolean> right = new HashSet<>();
        try (Classifier classifier = Espalier.load(run.directory())) {
            for (JsonNode list : examples.path("lists")) {
                for (JsonNode shown : list.path("examples")) {
                    float[] pixels = digits.get(shown.path("id").asLong()).features();
                    assertThat(shown.path("predicted").asText()).isEqualTo(classifier.classify(pixels));
                    right.add(shown.path("predicted").equals(shown.path("label")));
                }
            }
        }
        assertThat(right).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void methodsAgreeAsTheirTablesDo() {
        assertThat(examples.path("compared_by").asText()).isEqualTo("top");
        assertThat(examples.path("agreement")).hasSize(3);
        assertAgreement(0, "el2n", id -> -score(id, EL2N), "aum", id -> score(id, AUM));
        assertAgreement(1, "el2n", id -> -score(id, EL2N), "margin", id -> -score(id, MARGIN));
        assertAgreement(2, "aum", id -> score(id, AUM), "margin", id -> -score(id, MARGIN));
    }

    private static void assertAgreement(
            int pair, String first, ToDoubleFunction<Long> byFirst, String second, ToDoubleFunction<Long> bySecond) {
        JsonNode agreement = examples.path("agreement").get(pair);
        List<Long> firstOrder = order(byFirst);
        List<Long> secondOrder = order(bySecond);
        Set<Long> both = new HashSet<>(firstOrder.subList(0, kept.size()));
        both.retainAll(secondOrder.subList(0, kept.size()));
        assertThat(agreement.path("first").asText()).isEqualTo(first);
        assertThat(agreement.path("second").asText()).isEqualTo(second);
        assertThat(agreement.path("kept").asLong()).isEqualTo(kept.size());
        assertThat(agreement.path("both").asLong())
                .as("but for ties at the cut")
                .isEqualTo(both.size());
        assertThat(agreement.path("share").asDouble())
                .isEqualTo((double) both.size() / kept.size())
                .isGreaterThan(agreement.path("chance").asDouble());
        assertThat(agreement.path("chance").asDouble()).isCloseTo(0.5, within(0.02));
        assertThat(agreement.path("rank_correlation").asDouble())
                .isCloseTo(spearman(firstOrder, secondOrder), within(0.005));
    }

    private static List<Long> order(ToDoubleFunction<Long> by) {
        return scores.keySet().stream().sorted(Comparator.comparingDouble(by)).toList();
    }

    private static double spearman(List<Long> first, List<Long> second) {
        double n = first.size();
        double squares = IntStream.range(0, first.size())
                .mapToDouble(i -> Math.pow(i - second.indexOf(first.get(i)), 2))
                .sum();
        return 1 - 6 * squares / (n * (n * n - 1));
    }

    @Test
    void thePageHasTheSections() throws IOException {
        String page = Files.readString(run.directory().resolve("report.html"));
        assertThat(page)
                .contains("Examples kept per class and score", "Agreement of methods", "Probably mislabelled")
                .contains("<small>lowest aum</small>", "el2n, margin");
        assertThat(Files.readString(run.directory().resolve("report.md")))
                .contains("Examples kept per score: ", "| el2n, aum | ", "Probably mislabelled (lowest aum): ");
    }

    @Test
    void anotherNumberOfCoresGivesTheSameFigures() throws IOException {
        Path output = directory.resolve("one");
        TinyJob.Result trained = TinyJob.run(
                "train",
                TinyJob.write(directory).toString(),
                "--set",
                "importance={rounds: 2, also: [aum, margin], selection: top, kept: 0.5}",
                "--master",
                "local[1]",
                "--output",
                output.toString(),
                "--quiet");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(report(RunChecks.onlyDirectory(output)).path("selection")).isEqualTo(examples);
    }

    @Test
    void aGivenTableGivesTheSameCoverage() throws IOException {
        Path output = directory.resolve("given");
        TinyJob.Result trained = TinyJob.run(
                "train",
                TinyJob.write(directory).toString(),
                "--set",
                "importance={selection: top, kept: 0.5}",
                "--scores",
                run.directory().toString(),
                "--master",
                "local[2]",
                "--output",
                output.toString(),
                "--quiet");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        JsonNode given = report(RunChecks.onlyDirectory(output)).path("selection");
        for (String figures : List.of("classes", "strata", "histogram", "cut")) {
            assertThat(given.path(figures)).as(figures).isEqualTo(examples.path(figures));
        }
        assertThat(given.path("agreement")).isEmpty();
        assertThat(given.at("/lists/0/title").asText()).isEqualTo("Most important, and probably mislabelled");
    }

    @Test
    void aRunThatKeepsAllSaysNothingOfExamples() throws IOException {
        RunChecks.Run dense = TinyJob.undisturbed("phases=[{baseline: 1}]");

        assertThat(report(dense.directory()).path("selection").isNull()
                        || report(dense.directory()).path("selection").isMissingNode())
                .isTrue();
        assertThat(Files.readString(dense.directory().resolve("report.html")))
                .doesNotContain("id=\"examples\"", "Agreement of methods");
    }
}
