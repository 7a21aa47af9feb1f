package io.espalier;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths that a person gave. */
public final class GivenPath {
    private GivenPath() {}

    /**
     * The path of a text.
     *
     * @param what names it in messages: a key, an option, an argument
     * @throws UserException if the text is blank, a URI, or no path on this system
     */
    public static Path of(String text, String what) {
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

    /**
     * Refuses a pipe, socket or device. Opening one can wait for ever, and what comes out of it can be read only once.
     *
     * @param what names it in messages
     */
    public static void refuseSpecial(Path path, String what) {
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw new UserException(what + " must be a regular file or directory: " + path);
        }
    }

    /** Refuses a table on this machine that does not exist; others only Spark can look for. */
    public static void requireTable(String path, String key) {
        if (path.contains("://")) {
            return;
        }
        Path table = of(path, key);
        if (!Files.exists(table)) {
            throw new UserException(key + ": there is no file or directory " + path);
        }
        refuseSpecial(table, key);
    }
}
