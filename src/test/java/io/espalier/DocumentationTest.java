package io.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.espalier.config.JobFile;
import io.espalier.constraint.Ranking;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.AveragingPlan.Master;
import io.espalier.run.AveragingPlan.Outer;
import io.espalier.run.AveragingPlan.Wire;
import io.espalier.run.DecayKind;
import io.espalier.run.DynamicPlan;
import io.espalier.run.Engine;
import io.espalier.run.GradientNormalization;
import io.espalier.run.NetworkKind;
import io.espalier.run.PhaseKind;
import io.espalier.run.ScheduleKind;
import io.espalier.run.SelectionMethod;
import io.espalier.run.TrainingPlan;
import io.espalier.run.UnitMethod;
import io.espalier.run.UpdaterKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The documentation speaks of what is there, and what can be chosen has a card. */
class DocumentationTest {
    private static final Path SOURCES = Path.of("src/main/java/io/espalier");
    private static final Path TESTS = Path.of("src/test/java/io/espalier");
    private static final Path JAVA_API = Path.of("docs/java-api.md");
    private static final Path CARDS = Path.of("docs/methods");

    /** A class in backticks, with its package before it or a member behind it. */
    private static final Pattern CLASS_NAME = Pattern.compile("`((?:[a-z0-9]+/)*[A-Z]\\w*[a-z]\\w*)(?:\\.\\w+)*`");

    /** The example of a card, and whether it is said to be the default. */
    private static final Pattern IN_A_JOB = Pattern.compile("\\*\\*In a job\\.\\*\\* `([^`]+)`(, the defaults?\\b)?");

    private static final String NETWORK = "network: {kind: mlp, hidden: [32]}\n";
    private static final String JOB = "data: {source: digits}\n" + NETWORK;

    static Stream<Path> pages() {
        return Stream.concat(
                Stream.of(
                        Path.of("docs/reading-order.md"),
                        Path.of("docs/how-it-works.md"),
                        Path.of("docs/scores.md"),
                        JAVA_API),
                cards());
    }

    static Stream<Path> cards() {
        return files(CARDS, ".md");
    }

    /** Every list of choices and the card that must name them. */
    static Stream<Arguments> choices() {
        return Stream.of(
                Arguments.of(ScheduleKind.values(), "schedules"),
                Arguments.of(DecayKind.values(), "learning-rate"),
                Arguments.of(UpdaterKind.values(), "updaters"),
                Arguments.of(Engine.values(), "engine"),
                Arguments.of(NetworkKind.values(), "networks"),
                Arguments.of(GradientNormalization.values(), "updaters"),
                Arguments.of(UnitMethod.values(), "unit-importance"),
                Arguments.of(Ranking.values(), "targets"),
                Arguments.of(PhaseKind.values(), "compaction"),
                Arguments.of(Master.values(), "averaging"),
                Arguments.of(Outer.values(), "outer-steps"),
                Arguments.of(Inner.values(), "worker-state"),
                Arguments.of(Wire.values(), "wire-formats"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void namesClassesThatExist(Path page) {
        Set<String> paths = files(SOURCES, ".java")
                .map(file ->
                        SOURCES.relativize(file).toString().replace('\\', '/').replace(".java", ""))
                .collect(Collectors.toSet());
        Set<String> names = Stream.concat(files(SOURCES, ".java"), files(TESTS, ".java"))
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        assertThat(CLASS_NAME.matcher(read(page)).results().map(name -> name.group(1)))
                .allSatisfy(
                        name -> assertThat(name.contains("/") ? paths : names).contains(name));
    }

    @Test
    void readingOrderLeadsThroughEveryPackage() {
        String text = read(Path.of("docs/reading-order.md"));
        assertThat(files(SOURCES, "package-info.java").map(file -> SOURCES.relativize(file.getParent())))
                .filteredOn(directory -> !directory.toString().isEmpty())
                .allSatisfy(directory -> assertThat(text).containsPattern("`" + directory + "[`/]"));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void cardNamesEveryChoice(Enum<?>[] choices, String card) {
        String text = read(CARDS.resolve(card + ".md"));
        assertThat(choices).allSatisfy(choice -> assertThat(text).containsPattern("\\b" + key(choice) + "\\b"));
    }

    @Test
    void everySelectorAndScoreHasACardOfItsOwn() {
        Stream<Enum<?>> choices = Stream.of(
                        Arrays.stream(SelectionMethod.values()),
                        Arrays.stream(ScoreMethod.values()),
                        Arrays.stream(DynamicPlan.Kind.values()).filter(kind -> kind != DynamicPlan.Kind.NONE))
                .flatMap(kinds -> kinds);
        assertThat(choices).allSatisfy(choice -> {
            Path card = CARDS.resolve(key(choice).replace('_', '-') + ".md");
            assertThat(card).exists();
            assertThat(read(card)).contains(": " + key(choice));
        });
    }

    @ParameterizedTest
    @MethodSource("cards")
    void cardSaysHowToAskForItWhatItCostsAndWhereItIs(Path card) {
        assertThat(read(card)).startsWith("# ").contains("**In a job.** `", "**What it costs.** ", "Code: `");
    }

    @ParameterizedTest
    @MethodSource("cards")
    void examplesAreValidAndDefaultsAreTheDefaults(Path card) {
        TrainingPlan silent = JobFile.parse(JOB, "defaults", List.of());
        Matcher example = IN_A_JOB.matcher(read(card));
        assertThat(example.find()).isTrue();
        String given = example.group(1) + "\n";
        String job = (given.startsWith("network:") ? JOB.replace(NETWORK, "") : JOB) + given;
        assertThatCode(() -> JobFile.parse(job, card.toString(), List.of())).doesNotThrowAnyException();
        if (example.group(2) != null) {
            assertThat(JobFile.parse(job, card.toString(), List.of())).isEqualTo(silent);
        }
    }

    @ParameterizedTest
    @MethodSource("cards")
    void cardsLinkToCardsThatExist(Path card) {
        assertThat(Pattern.compile("]\\(([\\w-]+\\.md)\\)")
                        .matcher(read(card))
                        .results()
                        .map(link -> link.group(1)))
                .allSatisfy(link -> assertThat(CARDS.resolve(link)).exists());
    }

    private static String key(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static Stream<Path> files(Path directory, String end) {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(file -> file.toString().endsWith(end)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
