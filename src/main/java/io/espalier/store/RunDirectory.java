package io.espalier.store;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The directory of one run: every path in it has its name here.
 *
 * <p>A value; reading needs no more than this. Who writes takes {@link #own()} first.
 *
 * @param path of the directory; its last element is the run id
 */
public record RunDirectory(Path path) {
    /** Name of the file that the one who writes has locked. */
    static final String LOCK = ".lock";

    /**
     * Makes the directory of a new run, and its parent where that is missing.
     *
     * @param output parent of run directories
     * @throws UserException if the run directory exists or can't be made
     */
    public static RunDirectory create(Path output, String runId) {
        Path path = output.resolve(runId);
        try {
            Files.createDirectories(output);
            Files.createDirectory(path);
            return new RunDirectory(path);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(output)) {
                throw new UserException("Output " + output + " is not a directory", e);
            }
            throw new UserException(
                    "Run directory " + path + " exists; continue it with --resume " + runId + " or remove it", e);
        } catch (IOException e) {
            throw WriteFailure.of(path, e, "choose another output directory");
        }
    }

    /**
     * The directory of an earlier run.
     *
     * @throws UserException if it is none
     */
    public static RunDirectory open(Path path) {
        if (!Files.isDirectory(path)) {
            throw new UserException("Run directory " + path + " does not exist");
        }
        RunDirectory directory = new RunDirectory(path);
        if (!Files.isRegularFile(directory.record())) {
            throw new UserException(path + " is not a run directory: it has no " + path.relativize(directory.record()));
        }
        return directory;
    }

    /**
     * Opens an earlier run by its id or its path.
     *
     * @param idOrPath a run id under the output, or the path of a run directory; the id is tried first
     * @throws UserException if neither is there
     */
    public static RunDirectory find(String idOrPath, Path output) {
        if (idOrPath.isBlank()) {
            throw new UserException(
                    "A run is named by its id under " + output + " or by its path, not by an empty text");
        }
        try {
            Path underOutput = output.resolve(idOrPath);
            if (Files.isDirectory(underOutput)) {
                return open(underOutput);
            }
            if (Files.isDirectory(Path.of(idOrPath))) {
                return open(Path.of(idOrPath));
            }
            throw new UserException(
                    "No run " + idOrPath + ": neither " + underOutput + " nor " + idOrPath + " is a directory");
        } catch (InvalidPathException e) {
            throw new UserException("No run " + idOrPath + ": " + e.getReason(), e);
        }
    }

    /**
     * Checks that run directories can be made under an output, and leaves nothing there.
     *
     * @throws UserException if not
     */
    public static void requireWritable(Path output) {
        Path existing = existing(output);
        if (!Files.isDirectory(existing)) {
            throw new UserException("Output " + output + " can't be made: " + existing + " is not a directory");
        }
        try {
            Files.delete(Files.createTempDirectory(existing, AtomicFile.TEMPORARY));
        } catch (IOException e) {
            throw WriteFailure.of(output, e, "choose another output directory");
        }
    }

    /**
     * Refuses a directory to be made that exists, or that can't be made.
     *
     * @param what names it in messages
     */
    public static void requireNew(Path directory, String what) {
        if (Files.exists(directory)) {
            throw new UserException(what + " " + directory + " exists; name a directory that does not");
        }
        requireWritable(directory);
    }

    /** A directory, or the nearest of its parents that exists: the others are made with the first run in it. */
    public static Path existing(Path output) {
        Path existing = output.toAbsolutePath().normalize();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing;
    }

    /**
     * Takes the right to write; closed at the end of the run.
     *
     * @throws UserException if another process, or another run in this one, has it
     */
    public OwnerLock own() {
        return OwnerLock.take(path, path.resolve(LOCK));
    }

    /** How a person goes on with the run when the cause of a failure is removed, after "and". */
    public String goingOn() {
        return ScoringDirectory.isAround(this)
                ? ScoringDirectory.GOING_ON
                : "continue the run with --resume " + runId();
    }

    /** Name of the run. */
    public String runId() {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
    }

    /** What was asked and what came of it. */
    public Path record() {
        return path.resolve("run.json");
    }

    /** A line a round. */
    public Path rounds() {
        return path.resolve("rounds.jsonl");
    }

    /** Directory of the scores, Parquet. */
    public Path scores() {
        return path.resolve("scores");
    }

    /** Directory of the selection at full constraint, Parquet. */
    public Path selection() {
        return path.resolve("selection");
    }

    /** Directory of the checkpoints. */
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** Directory of the trained model. */
    public Path model() {
        return path.resolve("model");
    }

    /** The trained model in DL4J's format. */
    public Path modelZip() {
        return model().resolve("model.zip");
    }

    /** What the model's own format does not hold. */
    public Path modelConstraint() {
        return model().resolve("constraint.json");
    }

    /** Report to look at. */
    public Path reportHtml() {
        return path.resolve("report.html");
    }

    /** Report as text. */
    public Path reportMarkdown() {
        return path.resolve("report.md");
    }

    /** Report for programs. */
    public Path reportJson() {
        return path.resolve("report.json");
    }

    /** Removes the directory with everything in it. */
    public void delete() {
        FileTree.delete(path);
    }

    /**
     * Removes the directory with everything in it, and its parents as far as they are empty then.
     *
     * @param kept the parent that stays: what {@link #existing} said before the run was made
     */
    public void delete(Path kept) {
        delete();
        Path parent = path.toAbsolutePath().normalize().getParent();
        try {
            while (parent != null && !parent.equals(kept)) {
                Files.delete(parent);
                parent = parent.getParent();
            }
        } catch (DirectoryNotEmptyException e) {
            // Another run was made in it meanwhile: it is that one's now.
            return;
        } catch (IOException e) {
            throw WriteFailure.of(path, e, "remove it by hand");
        }
    }
}
