package io.espalier.store;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of one scoring: every path in it has its name here.
 *
 * @param path of the directory
 */
public record ScoringDirectory(Path path) {
    /** How a person goes on with a scoring when the cause of a failure is removed, after "and". */
    public static final String GOING_ON = "score again: complete trainings are kept";

    private static final String PROXIES = "proxies";

    /**
     * The directory, made where it is missing.
     *
     * @throws UserException if it can't be made, is that of a training, or holds anything and is not that of a scoring
     */
    public static ScoringDirectory at(Path path) {
        ScoringDirectory directory = new ScoringDirectory(path);
        if (Files.exists(new RunDirectory(path).record())) {
            throw new UserException(path + " is the directory of a training run; choose another output for scores");
        }
        directory.requireOurs();
        try {
            Files.createDirectories(path);
            return directory;
        } catch (IOException e) {
            throw WriteFailure.of(path, e, "choose another output directory");
        }
    }

    private void requireOurs() {
        if (Files.isDirectory(path) && !Files.exists(request()) && !isBarelyBegun(path)) {
            throw new UserException(path + " holds files and is not the directory of a scoring: it has no "
                    + path.relativize(request()) + "; choose another output for scores");
        }
    }

    /** Whether nothing is there but what is written before the file that says what was asked. */
    private static boolean isBarelyBegun(Path directory) {
        return entries(directory).stream()
                .map(entry -> String.valueOf(entry.getFileName()))
                .allMatch(name -> name.equals(RunDirectory.LOCK) || name.startsWith(AtomicFile.TEMPORARY));
    }

    /**
     * Takes the right to write; closed at the end of the scoring.
     *
     * @throws UserException if another process, or another scoring in this one, has it
     */
    public OwnerLock own() {
        return new RunDirectory(path).own();
    }

    /** Whether a run is one of the trainings of a scoring. */
    static boolean isAround(RunDirectory run) {
        Path proxies = run.path().toAbsolutePath().resolve("../..").normalize();
        Path scoring = proxies.getParent();
        return scoring != null
                && proxies.endsWith(PROXIES)
                && Files.isRegularFile(new ScoringDirectory(scoring).request());
    }

    /** What was asked. */
    public Path request() {
        return path.resolve("scoring.json");
    }

    /** Directory of the scores, Parquet. */
    public Path scores() {
        return path.resolve("scores");
    }

    /** Parent of the run directories of one of the networks that are trained to score, by its number from 1. */
    public Path proxy(int number) {
        return path.resolve(PROXIES).resolve(Integer.toString(number));
    }

    /** The training of a network that an earlier scoring began here; one that was killed before it had a record is removed. */
    public Optional<RunDirectory> begun(int number) {
        Path parent = proxy(number);
        if (!Files.isDirectory(parent)) {
            return Optional.empty();
        }
        entries(parent).stream()
                .filter(Files::isDirectory)
                .filter(ScoringDirectory::isBarelyBegun)
                .forEach(FileTree::delete);
        return runs(parent).findFirst();
    }

    private static Stream<RunDirectory> runs(Path parent) {
        return entries(parent).stream().map(RunDirectory::new).filter(run -> Files.isRegularFile(run.record()));
    }

    /**
     * Removes all trainings, complete or not, if their network was not that of a file: the record of a training says where the file lay, not
     * what it held.
     *
     * @param networkSha256 of the file's content; empty where the plan, and so each training's record, describes the network
     */
    public void keepProxiesOf(String networkSha256) {
        Path proxies = path.resolve(PROXIES);
        Path file = proxies.resolve("network.sha256");
        try {
            if ((Files.exists(file) ? Files.readString(file) : "").equals(networkSha256)) {
                return;
            }
            Files.createDirectories(proxies);
            Files.deleteIfExists(file);
            entries(proxies).stream()
                    .filter(Files::isDirectory)
                    .flatMap(ScoringDirectory::runs)
                    .forEach(RunDirectory::delete);
            if (!networkSha256.isEmpty()) {
                AtomicFile.write(file, out -> out.write(networkSha256.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw WriteFailure.of(file, e, GOING_ON);
        }
    }

    private static List<Path> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UserException("Can't read " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Removes the directory with everything in it, and its parents as far as they are empty then, but for one that stays. */
    public void delete(Path kept) {
        new RunDirectory(path).delete(kept);
    }
}
