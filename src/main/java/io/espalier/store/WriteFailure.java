package io.espalier.store;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Says in one line why a file could not be written and what to do: a full disk is no bug of ours. */
final class WriteFailure {
    /** How it shows that the directory is not there or not to be written; all else is taken for a want of space. */
    private static final Pattern AWAY =
            Pattern.compile("no such file|permission denied|Read-only|Stale file|Input/output"
                    + " error|endpoint is not connected|Not a directory");

    private WriteFailure() {}

    /**
     * The failure to write a path.
     *
     * @param remedy what the person can do, without full stop
     */
    static UserException of(Path path, IOException cause, String remedy) {
        return new UserException("Can't write " + path + ": " + reason(cause) + "; " + remedy, cause);
    }

    /** The failure to write a path of a run that can be continued. */
    static UserException resumable(Path path, IOException cause, RunDirectory run) {
        boolean away = AWAY.matcher(reason(cause)).find();
        String mend = away ? "bring the run directory back, writable," : "free space";
        return of(path, cause, mend + " and " + run.goingOn());
    }

    /** What the operating system says, without the path that the caller names. */
    static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (cause instanceof CharacterCodingException) {
            return "it is not UTF-8 text";
        }
        if (cause instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
