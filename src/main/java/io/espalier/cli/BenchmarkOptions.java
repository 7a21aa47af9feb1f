package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.benchmark.BenchmarkReport;
import java.util.function.Consumer;

/** What all benchmarks have in common: how they report. */
final class BenchmarkOptions {
    @Parameter(names = "--json", description = "Prints one JSON document at the end, and nothing else.")
    private boolean json;

    /** Takes lines that tell a person how the work gets on. */
    Consumer<String> progress(Console console) {
        return json
                ? line -> {}
                : line -> {
                    console.out().println(line);
                    console.out().flush();
                };
    }

    /** Prints what was found. */
    void print(BenchmarkReport report, Console console) throws JsonProcessingException {
        if (json) {
            console.out()
                    .println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.toMap()));
        } else {
            report.lines().forEach(console.out()::println);
        }
    }
}
