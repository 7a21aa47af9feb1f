package io.espalier.cli;

import com.beust.jcommander.Parameter;
import io.espalier.UserException;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a command that takes none. */
final class NoArguments {
    @Parameter(hidden = true)
    private List<String> words = new ArrayList<>();

    /** Refuses the first one. */
    void require(String command) {
        words.stream().findFirst().ifPresent(word -> {
            throw new UserException(command + " takes no arguments: " + word);
        });
    }
}
