package io.espalier.cli;

import com.beust.jcommander.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What replaces keys of a job. */
final class SetOptions {
    private static final String SET = "--set";

    @Parameter(
            names = SET,
            description = "A key of the job with another value: --set training.seed=2. May be repeated.",
            splitter = WholeValue.class)
    private List<String> sets = new ArrayList<>();

    /** As they were given: key=value. */
    List<String> values() {
        return List.copyOf(sets);
    }

    /** As words of a command line. */
    Stream<String> words() {
        return sets.stream().flatMap(set -> Stream.of(SET, set));
    }
}
