package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.espalier.config.JobFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What README.md and the page on benchmarks tell people to type can be typed, and what documents point to is there. */
class ReadmeTest {
    private static final String TEXT = read("README.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern WORD = Pattern.compile("('[^']*'|[^' ])+");
    private static final Pattern LINK = Pattern.compile("]\\((?!https:)([^)#]+)\\)");
    private static final Pattern PATH = Pattern.compile("(?<![\\w/.-])(?:jobs|conf|docs|src)/[\\w./-]*\\w");

    static Stream<String> commands() {
        return Stream.concat(
                        blocks("sh").flatMap(String::lines),
                        read("docs/benchmarks.md")
                                .replace("\\\n", "")
                                .lines()
                                .filter(line -> line.startsWith("    "))
                                .map(line -> line.strip().replaceFirst("^([A-Z_]+=\\S+ )+", "")))
                .filter(line -> line.startsWith("./espalier "));
    }

    static Stream<String> documents() {
        return Stream.of(
                "README.md",
                "CONTRIBUTING.md",
                "docs/reading-order.md",
                "docs/how-it-works.md",
                "docs/java-api.md",
                "docs/cluster.md",
                "docs/scores.md",
                "docs/benchmarks.md");
    }

    @Test
    void showsTheTwoCommands() {
        assertThat(blocks("sh").findFirst()).contains("./espalier train jobs/digits.yaml\nmvn -B verify\n");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandsAndOptionsExist(String command) {
        List<String> arguments = new ArrayList<>(List.of("--help"));
        arguments.addAll(words(command));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        int code = Main.run(
                arguments.toArray(String[]::new), nowhere, new PrintStream(errors, true, StandardCharsets.UTF_8));
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(code).isZero();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void jobsOfCommandsAreValid(String command) {
        List<String> words = words(command);
        List<String> sets = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).equals("--set")) {
                sets.add(words.get(i));
            }
        }
        words.stream().filter(word -> word.endsWith(".yaml")).forEach(job -> assertThatCode(
                        () -> JobFile.read(Path.of(job), sets))
                .doesNotThrowAnyException());
    }

    @Test
    void jobsShownAreValid() {
        List<String> jobs = blocks("yaml")
                .map(block -> block.contains("network:") ? block : block + "network: {kind: mlp, hidden: [32]}\n")
                .toList();
        assertThat(jobs).isNotEmpty().allSatisfy(job -> assertThatCode(() -> JobFile.parse(job, "README.md", List.of()))
                .doesNotThrowAnyException());
    }

    @Test
    void digitsJobShownIsTheOneInJobs() {
        String shown = blocks("yaml").findFirst().orElseThrow();
        assertThat(JobFile.parse(shown, "README.md", List.of()))
                .isEqualTo(JobFile.read(Path.of("jobs/digits.yaml"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/java-api.md"})
    void javaShownIsInTheExamplesThatATestRuns(String document) {
        String examples = Stream.of("ConstrainedFitExample", "SelectedDataExample", "TrainFromJavaExample")
                .map(name -> squeezed(read("src/test/java/io/espalier/examples/" + name + ".java")))
                .collect(Collectors.joining());
        assertThat(blocks(read(document), "java").map(ReadmeTest::squeezed).toList())
                .isNotEmpty()
                .allSatisfy(shown -> assertThat(examples).contains(shown));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksAndPathsLeadSomewhere(String document) {
        String text = read(document);
        Path directory = Path.of(document).toAbsolutePath().getParent();
        assertThat(LINK.matcher(text).results().map(link -> link.group(1)))
                .allSatisfy(link -> assertThat(directory.resolve(link)).exists());
        assertThat(PATH.matcher(text.replaceAll("]\\([^)]*\\)", "")).results().map(MatchResult::group))
                .allSatisfy(path -> assertThat(Path.of(path)).exists());
    }

    /** The contents of the fenced blocks of a language. */
    private static Stream<String> blocks(String language) {
        return blocks(TEXT, language);
    }

    private static Stream<String> blocks(String text, String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2));
    }

    /** The words after the program; quotes hold one together. */
    private static List<String> words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> word.group().replace("'", ""))
                .skip(1)
                .toList();
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
