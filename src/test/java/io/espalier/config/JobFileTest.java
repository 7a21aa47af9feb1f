package io.espalier.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.espalier.UserException;
import io.espalier.network.Activation;
import io.espalier.run.NetworkKind;
import io.espalier.run.PhaseKind;
import io.espalier.run.PhasePlan;
import io.espalier.run.Source;
import io.espalier.run.TrainingPlan;
import io.espalier.run.UnitMethod;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileTest {
    private static final String LEAST = "data: {source: digits}\nnetwork: {kind: mlp, hidden: [256, 256]}\n";

    @TempDir
    Path directory;

    @Test
    void leastJobHasEveryDefault() {
        TrainingPlan plan = parse(LEAST);
        assertThat(plan.version()).isEqualTo(1);
        assertThat(plan.name()).isEqualTo("job");
        assertThat(plan.data().source()).isEqualTo(Source.DIGITS);
        assertThat(plan.data().path()).isEmpty();
        assertThat(plan.data().testFraction()).isEqualTo("0.2");
        assertThat(plan.network().kind()).isEqualTo(NetworkKind.MLP);
        assertThat(plan.network().hidden()).containsExactly(256, 256);
        assertThat(plan.network().activation()).isEqualTo(Activation.RELU);
        assertThat(plan.training().budget().epochs()).contains(new BigDecimal(30));
        assertThat(plan.training().budget().steps()).isEmpty();
        assertThat(plan.training().updater().learningRate()).isEqualTo(0.001);
        assertThat(plan.phases())
                .containsExactly(
                        new PhasePlan(PhaseKind.BASELINE, new BigDecimal("0.2")),
                        new PhasePlan(PhaseKind.HYBRID, new BigDecimal("0.3")),
                        new PhasePlan(PhaseKind.CONSTRAINED, new BigDecimal("0.5")));
        assertThat(plan.constraint().units()).isEqualTo(UnitMethod.TAYLOR);
        assertThat(plan.constraint().parameterReduction()).isEmpty();
        assertThat(plan.constraint().rounding()).isTrue();
        assertThat(plan.constraint().schedule().finalValue()).isEqualTo(1);
        assertThat(plan.importance().drawSeed()).isEqualTo(plan.training().seed());
        assertThat(plan.master()).isEqualTo("local[*,4]");
        assertThat(plan.output()).isEqualTo("runs");
    }

    @Test
    void setBeatsFileAndFileBeatsDefault() {
        String job = LEAST + "training: {batch: 64, workers: 4}\n";
        TrainingPlan plan = JobFile.parse(job, "job.yaml", List.of("training.batch=128", "name=other"));
        assertThat(plan.training().batch()).isEqualTo(128);
        assertThat(plan.training().workers()).isEqualTo(4);
        assertThat(plan.training().stepsPerRound()).isEqualTo(25);
        assertThat(plan.name()).isEqualTo("other");
    }

    @Test
    void budgetInStepsReplacesDefaultInEpochs() {
        TrainingPlan plan = parse(LEAST + "training: {budget: {steps: 100}}\n");
        assertThat(plan.training().budget().steps()).contains(100);
        assertThat(plan.training().budget().epochs()).isEmpty();
    }

    @Test
    void setOfStepsReplacesEpochsOfFile() {
        String job = LEAST + "training: {budget: {epochs: 3}}\n";
        assertThat(JobFile.parse(job, "job.yaml", List.of("training.budget.steps=100"))
                        .training()
                        .budget()
                        .steps())
                .contains(100);
    }

    @Test
    void setTakesListsAndMappings() {
        TrainingPlan plan = JobFile.parse(
                LEAST,
                "job.yaml",
                List.of("phases=[{baseline: 1}]", "network.hidden=[8, 9]", "stop={grace_seconds: 3}"));
        assertThat(plan.phases()).containsExactly(new PhasePlan(PhaseKind.BASELINE, BigDecimal.ONE));
        assertThat(plan.network().hidden()).containsExactly(8, 9);
        assertThat(plan.stop().graceSeconds()).isEqualTo(3);
    }

    @Test
    void scientificNotationIsANumber() {
        assertThat(parse(LEAST + "training: {updater: {learning_rate: 1e-3}}")
                        .training()
                        .updater()
                        .learningRate())
                .isEqualTo(0.001);
    }

    @Test
    void trailingZerosDoNotMatter() {
        String halves = "phases: [{baseline: 0.50}, {hybrid: 5e-1}]";
        assertThat(parse(LEAST + halves)).isEqualTo(parse(LEAST + "phases: [{baseline: 0.5}, {hybrid: 0.5}]"));
    }

    @Test
    void readsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("job.yaml"), LEAST);
        assertThat(JobFile.read(file, List.of())).isEqualTo(parse(LEAST));
    }

    @Test
    void missingFileDirectoryBinaryAndEmptyFileAreRefused() throws Exception {
        Path absent = directory.resolve("absent.yaml");
        refusedFile(absent, "Job file does not exist: " + absent);
        refusedFile(directory, "Job file is a directory, not a YAML file: " + directory);
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {1, (byte) 0xff, (byte) 0xfe, 0});
        refusedFile(binary, "Job file is not text in UTF-8: " + binary);
        Path empty = Files.writeString(directory.resolve("empty.yaml"), "\n# nothing\n");
        refusedFile(empty, empty + ": is empty; a job file needs at least the keys data and network");
        Path large = Files.write(directory.resolve("large.yaml"), new byte[(1 << 20) + 1]);
        refusedFile(large, "Job file is larger than 1048576 bytes: " + large);
        Path control = Files.write(directory.resolve("zip.yaml"), "PK\u0003\u0004".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> JobFile.read(control, List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(control + ": not valid YAML: special characters are not allowed");
    }

    @Test
    void unknownKeyNamesLineNearestAndKnownKeys() {
        refused(
                LEAST + "training:\n  bach: 3\n",
                "job.yaml:4: unknown key training.bach; did you mean training.batch? known keys of training: workers, "
                        + "batch, budget, steps_per_round, evaluations, updater, accumulation, seed, engine");
        assertRefusal(LEAST + "constrain: {}\n")
                .hasMessageStartingWith("job.yaml:3: unknown key constrain; did you mean constraint?");
        assertRefusal(LEAST + "\"@class\": java.lang.Object\n")
                .hasMessageStartingWith("job.yaml:3: unknown key @class; known keys: version");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training: {batch: many}          | training.batch must be a whole number: many",
                "training: {batch: 32.0}          | training.batch must be a whole number: 32.0",
                "training: {batch: 010}           | training.batch must be a whole number: 010",
                "training: {batch: '32'}          | training.batch must be a whole number: \"32\"",
                "training: {batch: [32]}          | training.batch must be a whole number: a list",
                "training: {batch: }              | training.batch must be a whole number: nothing",
                "training: {batch: 0}             | training.batch must be in [1, 1000000]: 0",
                "training: {seed: 9223372036854775808} | training.seed must be in [-9223372036854775808, 9223372036854775807]: 9223372036854775808",
                "training: {seed: 99999999999999999999} | training.seed must be in [-9223372036854775808, 9223372036854775807]: 99999999999999999999",
                "training: {updater: {learning_rate: fast}} | training.updater.learning_rate must be a number: fast",
                "training: {updater: {learning_rate: .nan}} | training.updater.learning_rate must be a number: .nan",
                "training: {updater: {learning_rate: 0}} | training.updater.learning_rate must be in (0, 1000]: 0",
                "training: {updater: {momentum: 1.2}} | training.updater.momentum must be in [0, 1): 1.2",
                "training: {updater: {weight_decay: 0.01}} | training.updater.weight_decay needs another training.updater.kind than adam: adamw is adam with it",
                "training: {updater: {gradient_threshold: 5}} | training.updater.gradient_threshold has no meaning with training.updater.gradient_normalization none",
                "training: {updater: {kind: Adam}} | training.updater.kind must be one of adam, adamw, nesterovs, sgd, rmsprop, adagrad: Adam; did you mean adam?",
                "training: 5                      | training must be a mapping of keys to values: 5",
                "training:                        | training must be a mapping of keys to values: nothing",
                "constraint: {rounding: yes}      | constraint.rounding must be true or false: yes",
                "averaging: {master: spark}       | averaging.master must be one of espalier, dl4j: spark",
                "name: 5                          | name must be text; in quotes where it looks like a number: 5",
                "name: [a]                        | name must be text: a list",
                "name: ' '                        | name must be text of one line that is not blank: \" \"",
                "phases: 0.2                      | phases must be a list, in brackets: 0.2",
                "phases: [baseline]               | phases[0] must be one kind and its fraction, such as {baseline: 0.2}: baseline",
                "phases: [{baseline: 0.5, hybrid: 0.5}] | phases[0] must be one kind and its fraction, such as {baseline: 0.2}: a mapping",
                "phases: [{baselin: 1}]           | unknown key phases[0].baselin; did you mean phases[0].baseline? known keys of phases[0]: baseline, hybrid, constrained",
                "phases: [{baseline: 0}, {hybrid: 1}] | phases[0].baseline must be in (0, 1]: 0",
                "training: {budget: {epochs: 1, steps: 2}} | training.budget takes either epochs or steps",
                "training: {budget: {}}           | training.budget takes either epochs or steps",
                "output: s3a://me:secret@bucket/x | output must not hold a password; secrets come from the environment or Hadoop's credential provider",
                "name: !!javax.script.ScriptEngineManager [] | tags are not allowed: tag:yaml.org,2002:javax.script.ScriptEngineManager",
                "name: !x y                       | tags are not allowed: !x",
                "name: &a y                       | anchors are not allowed: &a",
                "name: *a                         | aliases are not allowed: *a",
                "{a: 1}: 2                        | a key must be a word, not a mapping",
                "network: {kind: mlp}             | key network is given twice; first at job.yaml:2",
                "---                              | a second document begins; one file holds one document",
            })
    void mistakeNamesLineKeyAndWhatIsAllowed(String line, String message) {
        String text = "data: {source: digits}\nnetwork: {kind: mlp}\n" + line + "\n";
        refused(text, "job.yaml:3: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {source: digits", "data:\n\t- x", "a: b: c", "data: [1, 2", "'", "- a\nb: c"})
    void brokenYamlNamesLine(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(UserException.class)
                .satisfies(e -> assertThat(e.getMessage()).matches("job\\.yaml:\\d+: not valid YAML: .+"));
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsDoNotMatter() {
        assertThat(parse("\uFEFF" + LEAST.replace("\n", "\r\n"))).isEqualTo(parse(LEAST));
        refused(LEAST.replace("\n", "\r\n") + "x: 1\r\n", parseMessage(LEAST + "x: 1\n"));
    }

    @Test
    void nullLeavesAnOptionalKeyOut() {
        String job = LEAST + "constraint: {parameter_reduction: 0.64, intensity: null}\n";
        assertThat(parse(job).constraint().intensity()).isEmpty();
        assertThat(JobFile.parse(job, "job.yaml", List.of("constraint.parameter_reduction=null"))
                        .constraint()
                        .parameterReduction())
                .isEmpty();
    }

    @Test
    void deepNestingIsRefused() {
        refused("[".repeat(5000), "job.yaml:1: nested deeper than 20 levels");
    }

    @Test
    void rootMustBeAMapping() {
        refused("- a\n- b\n", "job.yaml:1: a job file must be a mapping of keys to values: a list");
    }

    @Test
    void requiredKeysAreNamed() {
        assertRefusal("name: x\n").hasMessageStartingWith("job.yaml:1: key data is missing; it holds source, path,");
        refused(
                "data: {source: digits}\nnetwork:\n  hidden: [1]\n",
                "job.yaml:3: key network.kind is missing; one of mlp, lenet, resnet, dl4j, model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training.bach=3 | --set: unknown key training.bach; did you mean training.batch? known keys of training: workers, batch, budget, steps_per_round, evaluations, updater, accumulation, seed, engine",
                "training.batch=0 | --set: training.batch must be in [1, 1000000]: 0",
                "training.batch= | --set: training.batch must be a whole number: nothing",
                "training.batch.x=1 | --set: training.batch holds no keys that can be set one by one; give its whole value: --set training.batch=...",
                "phases.0=1 | --set: phases holds no keys that can be set one by one; give its whole value: --set phases=...",
                "training.batch | --set takes key=value, such as training.batch=64: training.batch",
                "=5 | --set takes key=value, such as training.batch=64: =5",
                "training={batch: 0} | --set: training.batch must be in [1, 1000000]: 0",
                "phases=[{baseline: 2}] | --set: phases[0].baseline must be in (0, 1]: 2",
                "importance.kept=1.5 | --set: importance.kept must be in (0, 1]: 1.5",
                "name=[ | --set name: not valid YAML: expected the node content, but found '<stream end>'",
                "output=s3a://me:secret@bucket | --set: output must not hold a password; secrets come from the environment or Hadoop's credential provider",
            })
    void mistakeInSetNamesFlag(String set, String message) {
        assertThatThrownBy(() -> JobFile.parse(LEAST, "job.yaml", List.of(set)))
                .isInstanceOf(UserException.class)
                .hasMessage(message);
    }

    private void refusedFile(Path file, String message) {
        assertThatThrownBy(() -> JobFile.read(file, List.of()))
                .isInstanceOf(UserException.class)
                .hasMessage(message);
    }

    private static void refused(String text, String message) {
        assertRefusal(text).hasMessage(message);
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefusal(String text) {
        return assertThatThrownBy(() -> parse(text)).isInstanceOf(UserException.class);
    }

    private static String parseMessage(String text) {
        return catchThrowable(() -> parse(text)).getMessage();
    }

    private static TrainingPlan parse(String text) {
        return JobFile.parse(text, "job.yaml", List.of());
    }
}
