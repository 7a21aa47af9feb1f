package io.espalier.store;

import static io.espalier.Words.word;

import io.espalier.UserException;
import io.espalier.run.PhasePlan;
import io.espalier.trainer.Checkpoints;
import io.espalier.trainer.TrainerState;
import io.espalier.trainer.WorkerFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checkpoints of a run as directories {@code checkpoints/<phase>-<round>} on a local disk.
 *
 * <p>A checkpoint is written under a temporary name, every file is forced to the disk, the manifest last, and then the
 * directory is moved. A directory without manifest is none. Older checkpoints are removed only after a newer one is on
 * the disk. Used by one thread, the owner of the run directory.
 */
public final class DirectoryCheckpoints implements Checkpoints {
    private static final Pattern NAME = Pattern.compile("[a-z]+-(\\d{1,9})");
    private static final String REPLACED = AtomicFile.TEMPORARY + "replaced-";

    private final RunDirectory run;
    private final Path directory;
    private final List<PhasePlan> phases;
    private final String planIdentity;
    private final int keep;
    private final Consumer<String> warnings;

    /**
     * The checkpoints of a run; removes what an interrupted save left.
     *
     * @param phases of the plan: a checkpoint is named after the phase it was made in
     * @param planIdentity hash of the plan; a checkpoint of another plan is refused
     * @param keep checkpoints kept, at least 1
     * @param warnings told of each checkpoint that is damaged and passed over, one line
     * @throws UserException if the directory can't be written
     */
    public DirectoryCheckpoints(
            RunDirectory run, List<PhasePlan> phases, String planIdentity, int keep, Consumer<String> warnings) {
        if (keep < 1) {
            throw new IllegalArgumentException("Checkpoints kept must be at least 1: " + keep);
        }
        this.run = run;
        this.directory = run.checkpoints();
        this.phases = List.copyOf(phases);
        this.planIdentity = planIdentity;
        this.keep = keep;
        this.warnings = warnings;
        try {
            Files.createDirectories(directory);
            recover();
        } catch (IOException e) {
            throw WriteFailure.of(directory, e, "make the run directory writable and start again");
        }
    }

    /**
     * Saves a state.
     *
     * @throws UserException if the disk is full or can't be written; the earlier checkpoints stay as they are
     */
    @Override
    public WorkerFiles save(TrainerState state, WorkerWriter workers) {
        String name = name(state);
        Path temporary = directory.resolve(AtomicFile.TEMPORARY + name);
        List<String> files;
        try {
            try {
                Files.createDirectory(temporary);
                files = new CheckpointFiles(temporary).write(state, workers, planIdentity);
                publish(temporary, directory.resolve(name));
            } finally {
                remove(temporary);
            }
            removeAllBut(name);
            return new WorkerFiles(directory.resolve(name).toAbsolutePath().toString(), files);
        } catch (IOException e) {
            throw WriteFailure.resumable(directory.resolve(name), e, run);
        }
    }

    /**
     * The newest state that is whole.
     *
     * @throws UserException if there are checkpoints but none is whole, or it is of another plan
     */
    @Override
    public Optional<TrainerState> latest() {
        List<String> refused = new ArrayList<>();
        for (Path checkpoint : newestFirst()) {
            CheckpointFiles files = new CheckpointFiles(checkpoint);
            try {
                Manifest manifest = files.verified();
                refused.forEach(reason -> warnings.accept(reason + "; using " + checkpoint.getFileName()));
                requirePlan(checkpoint, manifest);
                return Optional.of(files.read());
            } catch (CheckpointFiles.UnusableException e) {
                refused.add("Checkpoint " + checkpoint.getFileName() + " " + e.getMessage());
            }
        }
        if (!refused.isEmpty()) {
            throw new UserException(
                    "No checkpoint in " + directory + " can be used; start a new run. " + String.join(". ", refused));
        }
        return Optional.empty();
    }

    /**
     * How long it took to save a state: from its first file to its manifest. What follows until a restart was lost or stood still.
     *
     * <p>A difference of two times, so that a copy of a run does not count the time until it was copied.
     *
     * @param state as {@link #latest} gives it
     * @return not negative
     * @throws UserException if the checkpoint is gone
     */
    public Duration savingTime(TrainerState state) {
        Path checkpoint = directory.resolve(name(state));
        try {
            Instant first = Files.getLastModifiedTime(checkpoint.resolve(StateFile.NAME))
                    .toInstant();
            Instant last =
                    Files.getLastModifiedTime(checkpoint.resolve(Manifest.NAME)).toInstant();
            return last.isBefore(first) ? Duration.ZERO : Duration.between(first, last);
        } catch (IOException e) {
            throw new UserException("Can't read " + checkpoint + ": " + WriteFailure.reason(e), e);
        }
    }

    private void requirePlan(Path checkpoint, Manifest manifest) {
        if (!manifest.planIdentity().equals(planIdentity)) {
            throw new UserException("Checkpoint " + checkpoint + " is of another plan: its identity is "
                    + manifest.planIdentity() + ", this plan's is " + planIdentity);
        }
    }

    /** Name of the checkpoint of a state: the phase it was made in and its round. */
    public String name(TrainerState state) {
        int phase = Math.min(state.position().phase(), phases.size() - 1);
        return word(phases.get(phase).kind()) + "-" + state.round();
    }

    /**
     * Moves a finished checkpoint to its name. One of that name is put aside first: {@link #recover} puts it back after
     * a crash.
     */
    private void publish(Path temporary, Path target) throws IOException {
        Path replaced = directory.resolve(REPLACED + target.getFileName());
        if (Files.exists(target)) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        AtomicFile.force(directory);
        remove(replaced);
    }

    /** Puts back what a crash left put aside, and removes what an interrupted save or removal left. */
    private void recover() throws IOException {
        for (Path left : entries(AtomicFile.TEMPORARY + "*")) {
            String name = String.valueOf(left.getFileName());
            if (name.startsWith(REPLACED)) {
                Path target = directory.resolve(name.substring(REPLACED.length()));
                if (!Files.exists(target)) {
                    Files.move(left, target, StandardCopyOption.ATOMIC_MOVE);
                    continue;
                }
            }
            remove(left);
        }
    }

    /**
     * Removes checkpoints that are older than the kept ones, and those of later rounds: they are of a future that was
     * given up.
     */
    private void removeAllBut(String saved) throws IOException {
        List<Path> checkpoints = newestFirst();
        int first = checkpoints.indexOf(directory.resolve(saved));
        for (int i = 0; i < checkpoints.size(); i++) {
            if (i < first || i >= first + keep) {
                // Under a temporary name first: a half-removed checkpoint must not look like a damaged one.
                Path doomed = directory.resolve(
                        AtomicFile.TEMPORARY + "old-" + checkpoints.get(i).getFileName());
                Files.move(checkpoints.get(i), doomed, StandardCopyOption.ATOMIC_MOVE);
                remove(doomed);
            }
        }
    }

    /** Directories with a manifest, latest round first; of one round, which can end a phase, the later phase first. */
    private List<Path> newestFirst() {
        try {
            return entries("*-*").stream()
                    .filter(path -> round(path) >= 0 && Files.exists(path.resolve(Manifest.NAME)))
                    .sorted(Comparator.comparingInt(DirectoryCheckpoints::round)
                            .thenComparingInt(DirectoryCheckpoints::phase)
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new UserException("Can't read " + directory + ": " + WriteFailure.reason(e), e);
        }
    }

    private List<Path> entries(String glob) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
            stream.forEach(entries::add);
        }
        entries.sort(Comparator.naturalOrder());
        return entries;
    }

    private static int round(Path checkpoint) {
        Matcher matcher = NAME.matcher(String.valueOf(checkpoint.getFileName()));
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private static int phase(Path checkpoint) {
        try {
            return new CheckpointFiles(checkpoint).manifest().phase();
        } catch (CheckpointFiles.UnusableException e) {
            return Integer.MAX_VALUE;
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
