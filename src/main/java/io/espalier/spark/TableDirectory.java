package io.espalier.spark;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A directory of Parquet files that is made whole or not at all: tasks write under another name, and the directory is moved. */
final class TableDirectory {
    private final Path target;
    private final Path writing;

    /** A directory that does not exist yet. */
    TableDirectory(Path target) {
        this.target = target.toAbsolutePath().normalize();
        this.writing = this.target.resolveSibling(this.target.getFileName() + ".writing");
    }

    /**
     * Writes a table.
     *
     * @param beside adds to the directory before it gets its name
     * @throws UserException if it can't be written, or has come to exist meanwhile
     */
    void write(Dataset<Row> table, Consumer<Path> beside) {
        try {
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            deleteTree(writing);
            FullDisk.named(place -> target, "free space there and start again", () -> {
                table.write().parquet(LiteralPaths.of(writing));
                return writing;
            });
            beside.accept(writing);
            Files.move(writing, target);
        } catch (IOException e) {
            throw new UserException("Can't write " + target + ": " + e, e);
        } finally {
            discard();
        }
    }

    private void discard() {
        try {
            deleteTree(writing);
        } catch (IOException e) {
            throw new UserException("Can't remove " + writing + ": " + e + "; remove it by hand", e);
        }
    }

    /** Removes a directory with all that is in it, where there is one. */
    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
