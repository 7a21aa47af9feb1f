package io.espalier;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Paths that a person gave. */
public final class GivenPath {
    /** As Hadoop takes them: not encoded, and with two slashes more or without. */
    private static final Pattern LOCAL_URI = Pattern.compile("file:(?://)?(/.*)");

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

    /** Refuses a table on this machine that does not exist, or as {@link #refuseSpecialTable}; others only Spark can look for. */
    public static void requireTable(String path, String key) {
        local(path, key).ifPresent(table -> {
            if (!Files.exists(table)) {
                throw new UserException(key + ": there is no file or directory " + path);
            }
        });
        refuseSpecialTable(path, key);
    }

    /**
     * Refuses a table on this machine that is a pipe, socket or device, or has one in its directory: a table is read several times, the
     * first time to count its rows.
     *
     * @param path of a file or directory, or its URI
     * @param key names it in messages
     */
    public static void refuseSpecialTable(String path, String key) {
        local(path, key).ifPresent(table -> {
            refuseSpecial(table, key);
            if (Files.isDirectory(table)) {
                refuseSpecialWithin(table, key);
            }
        });
    }

    /** Where a table is that lies on this machine. */
    private static Optional<Path> local(String path, String key) {
        Matcher file = LOCAL_URI.matcher(path);
        if (file.matches()) {
            return Optional.of(of(file.group(1), key));
        }
        return path.contains("://") ? Optional.empty() : Optional.of(of(path, key));
    }

    private static void refuseSpecialWithin(Path directory, String key) {
        FileVisitor<Path> visitor = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isOther()) {
                    throw new UserException(key + " must hold regular files only: " + file);
                }
                return FileVisitResult.CONTINUE;
            }

            /** Who reads the table says why it can't. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        };
        try {
            Files.walkFileTree(directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
        } catch (IOException e) {
            throw new UserException(key + ": can't read " + directory + ": " + e, e);
        }
    }
}
