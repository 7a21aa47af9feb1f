package io.espalier.benchmark;

import static io.espalier.Words.word;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.UserException;
import io.espalier.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * PyTorch in a process of its own, which runs {@code benchmarks/peers/pytorch.py}: it measures when a line is sent to it and answers with a
 * line of JSON.
 *
 * <p>The variables by which the launcher of Espalier, or a person, tells OpenMP and OpenBLAS what suits Espalier don't reach it: PyTorch
 * brings libraries of its own, which choose better without.
 */
final class PytorchProcess implements Contender {
    private static final String SCRIPT = "pytorch.py";

    /** The setting in which it is run. */
    enum Mode {
        /** As people write it. */
        EAGER,
        /** The fastest setting that is found. */
        FASTEST;

        String word() {
            return Words.word(this);
        }
    }

    private final String python;
    private final Mode mode;
    private final Path errors;
    private final Process process;
    private final PrintWriter requests;
    private final BufferedReader answers;
    private final Map<String, String> details = new LinkedHashMap<>();

    private PytorchProcess(String python, Mode mode, Path errors, Process process) {
        this.python = python;
        this.mode = mode;
        this.errors = errors;
        this.process = process;
        this.requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it. What it lacks is found at its first turn.
     *
     * @param python program
     * @param directory for the script and its errors
     * @throws UserException if the program can't be started
     */
    static PytorchProcess start(String python, Mode mode, EngineSettings settings, Path directory) throws IOException {
        Path script = directory.resolve(SCRIPT);
        if (Files.notExists(script)) {
            copyScript(script);
        }
        Path errors = directory.resolve(mode.word() + "-errors.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        python,
                        script.toString(),
                        "--network",
                        word(settings.network()),
                        "--batch",
                        Integer.toString(settings.batch()),
                        "--threads",
                        Integer.toString(settings.replicas() * settings.threads()),
                        "--seconds",
                        Double.toString(settings.seconds()),
                        "--mode",
                        mode.word(),
                        "--on-request")
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(PytorchProcess::isOurs);
        try {
            return new PytorchProcess(python, mode, errors, builder.start());
        } catch (IOException e) {
            throw new UserException(
                    "Python can't be started: " + e.getMessage() + "; name one that has PyTorch 2 with --python", e);
        }
    }

    private static boolean isOurs(String variable) {
        return variable.startsWith("OPENBLAS_") || variable.startsWith("OMP_");
    }

    private static void copyScript(Path script) throws IOException {
        try (InputStream in = PytorchProcess.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException(SCRIPT + " is not on the class path");
            }
            Files.copy(in, script);
        }
    }

    @Override
    public String name() {
        return mode.word();
    }

    @Override
    public Speed turn() throws IOException {
        JsonNode answer = new ObjectMapper().readTree(answer());
        if (answer.has("missing")) {
            throw new UserException(python + " has no PyTorch 2 ("
                    + answer.get("missing").asText() + "): pip install torch, or name another Python with --python");
        }
        for (String key : List.of("versions", "settings", "failures")) {
            answer.path(key)
                    .fields()
                    .forEachRemaining(detail ->
                            details.put(detail.getKey(), detail.getValue().asText()));
        }
        return new Speed(
                answer.path("train_samples_per_second").asDouble(),
                answer.path("scoring_samples_per_second").asDouble());
    }

    /** The line that answers a request; a process that has ended may have left one. */
    private String answer() throws IOException {
        requests.println("turn");
        String line = answers.readLine();
        if (line == null) {
            throw new UserException(python + " " + SCRIPT + " ended: " + lastError());
        }
        return line;
    }

    private String lastError() throws IOException {
        List<String> lines = Files.readAllLines(errors, StandardCharsets.UTF_8);
        return lines.isEmpty() ? "it printed no error" : lines.get(lines.size() - 1);
    }

    @Override
    public Map<String, String> details() {
        return Map.copyOf(details);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
