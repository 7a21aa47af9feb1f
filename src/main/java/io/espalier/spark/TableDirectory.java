package io.espalier.spark;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A directory of Parquet files that is made whole or not at all: tasks write it inside of another, and it is moved.
 *
 * <p>What a killed process left there is known by the name that it has inside; a directory that holds anything else is left alone.
 */
public final class TableDirectory {
    private static final String UNFINISHED = "espalier-unfinished";

    private final Path target;
    private final Path writing;
    private final Path unfinished;
    private final boolean ofRun;
    private final Supplier<String> afterwards;

    private TableDirectory(Path target, boolean ofRun, Supplier<String> afterwards) {
        this.target = target.toAbsolutePath().normalize();
        this.writing = this.target.resolveSibling(this.target.getFileName() + ".writing");
        this.unfinished = writing.resolve(UNFINISHED);
        this.ofRun = ofRun;
        this.afterwards = afterwards;
    }

    /** A directory that does not exist yet; those above it are made. */
    static TableDirectory fresh(Path target) {
        return new TableDirectory(target, false, () -> "start again");
    }

    /**
     * A directory in that of a run, which must be there. It takes the place of one that was written before.
     *
     * @param afterwards what a person does when the cause of a failure is removed
     */
    static TableDirectory inRun(Path target, Supplier<String> afterwards) {
        return new TableDirectory(target, true, afterwards);
    }

    /**
     * Refuses a directory that does not exist yet and can't be written, because something else is where it is written first: asked before
     * the work whose result it gets.
     */
    public static void requireFree(Path target) {
        fresh(target).requireNothingElse();
    }

    /** The same for a directory in that of a run. */
    public static void requireFreeInRun(Path target, Supplier<String> afterwards) {
        inRun(target, afterwards).requireNothingElse();
    }

    /**
     * Writes a table.
     *
     * @param beside adds to the directory before it gets its name
     * @return what that returned
     * @throws UserException if it can't be written, something else is where it is written, or a fresh one has come to exist meanwhile
     */
    <R> R write(Dataset<Row> table, Function<Path, R> beside) {
        requireNothingElse();
        try {
            prepareParent();
            deleteTree(writing);
            FullDisk.named(place -> target, "free space and " + afterwards.get(), () -> {
                table.write().parquet(LiteralPaths.of(unfinished));
                return unfinished;
            });
            R added = beside.apply(unfinished);
            if (ofRun) {
                deleteTree(target);
            }
            Files.move(unfinished, target);
            return added;
        } catch (IOException e) {
            throw new UserException("Can't write " + target + ": " + e + "; " + afterwards.get(), e);
        } finally {
            discard();
        }
    }

    private void requireNothingElse() {
        if (!isOursOrNone(writing)) {
            throw new UserException(writing + " is in the way: " + target
                    + " is written there first, and it holds something else; move it and " + afterwards.get());
        }
    }

    private static boolean isOursOrNone(Path writing) {
        if (!Files.isDirectory(writing, LinkOption.NOFOLLOW_LINKS)) {
            return !Files.exists(writing, LinkOption.NOFOLLOW_LINKS);
        }
        try (Stream<Path> entries = Files.list(writing)) {
            return entries.allMatch(entry -> entry.endsWith(UNFINISHED));
        } catch (IOException e) {
            throw new UserException("Can't read " + writing + ": " + e, e);
        }
    }

    private void prepareParent() throws IOException {
        Path parent = Objects.requireNonNull(target.getParent());
        if (!ofRun) {
            Files.createDirectories(parent);
        } else if (!Files.isDirectory(parent)) {
            // Hadoop would make it anew, and be in the way of what comes back.
            throw new UserException(
                    "Run directory " + parent + " is gone; bring it back, writable, and " + afterwards.get());
        }
    }

    /** Removes the table, if it is there. */
    void remove() {
        remove(target);
    }

    private void discard() {
        remove(writing);
    }

    private static void remove(Path directory) {
        try {
            deleteTree(directory);
        } catch (IOException e) {
            throw new UserException("Can't remove " + directory + ": " + e + "; remove it by hand", e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
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
