package io.espalier.cli;

import io.espalier.UserException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths that a person gave. */
final class GivenPath {
    private GivenPath() {}

    /**
     * The path of a text.
     *
     * @param what names it in messages: a key, an option, an argument
     * @throws UserException if the text is blank, a URI, or no path on this system
     */
    static Path of(String text, String what) {
        if (text.isBlank()) {
            throw new UserException(what + " must not be empty");
        }
        if (text.contains("://")) {
            throw new UserException(what + " must be a path on this machine: " + text);
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UserException(what + " is no path on this system (" + e.getReason() + "): " + text, e);
        }
    }
}
