package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.espalier.UserException;
import io.espalier.network.Network;
import io.espalier.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full: a file system of 8 MiB in a mount namespace of its own, and the kernel's limit on the
 * size of a file.
 */
class FullDiskIT {
    private static final String NAMESPACE = "unshare --user --map-root-user --mount ";

    @TempDir
    Path directory;

    /** 169 kB of weights; a state holds them up to six times. */
    private static Network network() {
        return States.sequences().withUnits(Map.of("lstm", 100));
    }

    /**
     * Fills the file system, saves until it is full, frees space, saves again; tells what happened. Everything in one
     * process, since nobody else sees its file system.
     */
    static final class SavesUntilFull {
        public static void main(String[] arguments) throws IOException {
            RunDirectory run = RunDirectory.create(Path.of(arguments[0]), "digits");
            DirectoryCheckpoints checkpoints = checkpoints(run);
            checkpoints.save(States.random(network(), 1, 1), States.NO_WORKERS);
            Path filler = run.path().resolve("filler");
            FileStore store = Files.getFileStore(run.path());
            Files.write(filler, new byte[(int) (store.getUsableSpace() - 20_000)]);
            try {
                checkpoints.save(States.random(network(), 2, 2), States.NO_WORKERS);
                System.out.println("saved");
            } catch (UserException e) {
                System.out.println(e.getMessage());
            }
            System.out.println(List.of(run.checkpoints().toFile().list()));
            States.assertSameBits(checkpoints(run).latest().orElseThrow(), States.random(network(), 1, 1));
            Files.delete(filler);
            checkpoints(run).save(States.random(network(), 2, 2), States.NO_WORKERS);
            States.assertSameBits(checkpoints(run).latest().orElseThrow(), States.random(network(), 2, 2));
            System.out.println("done");
        }
    }

    /** Saves one checkpoint and tells the error. */
    static final class SavesLarge {
        public static void main(String[] arguments) {
            RunDirectory run = new RunDirectory(Path.of(arguments[0]));
            try {
                checkpoints(run).save(States.random(network(), 2, 2), States.NO_WORKERS);
                System.out.println("saved");
            } catch (UserException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** Appends rounds to the log until that fails; tells the error. */
    static final class LogsUntilFull {
        public static void main(String[] arguments) {
            try (RoundLog log = RoundLog.open(new RunDirectory(Path.of(arguments[0])))) {
                for (int round = 1; round <= 10_000; round++) {
                    log.append(Records.round(round));
                }
                System.out.println("written");
            } catch (UserException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void fullDiskIsOneLineAndTheEarlierCheckpointStands() throws Exception {
        assumeThat(canMount()).as("user namespaces with mounts").isTrue();
        String shell =
                NAMESPACE + "bash -c 'mount -t tmpfs -o size=8m none \"$0\" && exec \"$@\"' '" + directory + "' \"$@\"";
        try (ChildProcess child = ChildProcess.start(shell, SavesUntilFull.class, directory.toString())) {
            assertThat(child.finish())
                    .hasSize(3)
                    .satisfiesExactly(
                            error -> assertThat(error)
                                    .isEqualTo("Can't write " + directory.resolve("digits/checkpoints/hybrid-2")
                                            + ": No space left on device; free space and continue the run with"
                                            + " --resume digits"),
                            left -> assertThat(left).isEqualTo("[hybrid-1]"),
                            end -> assertThat(end).isEqualTo("done"));
        }
    }

    @Test
    void fileOverTheSizeLimitIsOneLineAndTheEarlierCheckpointStands() throws Exception {
        RunDirectory run = RunDirectory.create(directory, "digits");
        checkpoints(run).save(States.random(network(), 1, 1), States.NO_WORKERS);
        try (ChildProcess child = ChildProcess.start(
                "ulimit -f 64; exec \"$@\"", SavesLarge.class, run.path().toString())) {
            assertThat(child.finish())
                    .containsExactly("Can't write " + directory.resolve("digits/checkpoints/hybrid-2")
                            + ": File too large; free space and continue the run with --resume digits");
        }
        assertThat(run.checkpoints().toFile().list()).containsExactly("hybrid-1");
        States.assertSameBits(checkpoints(run).latest().orElseThrow(), States.random(network(), 1, 1));
    }

    @Test
    void roundThatDoesNotFitIsOneLineAndTheEarlierRoundsStand() throws Exception {
        RunDirectory run = RunDirectory.create(directory, "digits");
        try (ChildProcess child = ChildProcess.start(
                "ulimit -f 64; exec \"$@\"", LogsUntilFull.class, run.path().toString())) {
            assertThat(child.finish())
                    .containsExactly("Can't write " + run.rounds()
                            + ": File too large; free space and continue the run with --resume digits");
        }
        int rounds = RoundLog.read(run.rounds()).size();
        assertThat(rounds).isPositive();
        try (RoundLog log = RoundLog.open(run)) {
            log.truncateAfter(rounds);
            log.append(Records.round(rounds + 1));
        }
        assertThat(RoundLog.read(run.rounds())).hasSize(rounds + 1);
    }

    private static DirectoryCheckpoints checkpoints(RunDirectory run) {
        return new DirectoryCheckpoints(run, Records.phases(), "plan", 3, warning -> {
            throw new AssertionError(warning);
        });
    }

    /** Containers often forbid mounts; the limit on the size of a file is tested everywhere. */
    private static boolean canMount() throws IOException, InterruptedException {
        return new ProcessBuilder("bash", "-c", NAMESPACE + "mount -t tmpfs none /mnt")
                        .start()
                        .waitFor()
                == 0;
    }
}
