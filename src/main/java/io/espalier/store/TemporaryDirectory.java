package io.espalier.store;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory that goes when it is closed, with all that is in it.
 *
 * @param path of the directory
 */
public record TemporaryDirectory(Path path) implements AutoCloseable {
    /**
     * Makes one where the system keeps such things.
     *
     * @throws UserException if that place can't be written
     */
    public static TemporaryDirectory create() {
        try {
            return new TemporaryDirectory(Files.createTempDirectory("espalier"));
        } catch (IOException e) {
            throw new UserException(
                    "Can't make a temporary directory: " + WriteFailure.reason(e) + "; java.io.tmpdir says where", e);
        }
    }

    @Override
    public void close() {
        FileTree.delete(path);
    }
}
