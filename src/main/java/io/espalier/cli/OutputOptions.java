package io.espalier.cli;

import com.beust.jcommander.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a command that trains prints. */
final class OutputOptions {
    private static final String QUIET = "--quiet";
    private static final String JSON = "--json";

    @Parameter(names = QUIET, description = "Prints warnings only.")
    private boolean quiet;

    @Parameter(
            names = JSON,
            description =
                    "Prints one JSON document at the end, and nothing else: the record of a training, the lineage of scores.")
    private boolean json;

    /** Tells a person how the work gets on, as far as it is asked for. */
    Progress progress(Console console) {
        return new Progress(quiet || json ? Progress.Detail.WARNINGS : Progress.Detail.ALL, console);
    }

    /** Prints the document, where it is asked for. */
    void print(Path document, Console console) throws IOException {
        if (json) {
            console.out().print(Files.readString(document));
        }
    }

    /** The options given, as words of a command line. */
    List<String> words() {
        return Stream.of(quiet ? QUIET : "", json ? JSON : "")
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
