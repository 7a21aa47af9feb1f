package io.espalier.spark.task;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An executor can't use the run directory, which the driver can. The message follows the executor's name in a sentence. */
public final class RunDirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RunDirectoryException(String message, IOException cause) {
        super(message, cause);
    }

    static RunDirectoryException read(Path path, IOException cause) {
        return new RunDirectoryException("can't read " + path + ": " + reason(cause), cause);
    }

    static RunDirectoryException written(Path path, IOException cause) {
        return new RunDirectoryException("can't write " + path + ": " + reason(cause), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return String.valueOf(cause.getMessage());
    }
}
