package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.network.Network;
import io.espalier.testing.ChildProcess;
import io.espalier.trainer.TrainerState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed (kill -9) while it saves. */
class KilledSaveIT {
    private static final int KILLS = 3;
    private static final Network NETWORK = States.sequences().withUnits(Map.of("lstm", 100));

    @TempDir
    Path directory;

    /** Continues from the newest checkpoint: logs a round, saves it, tells its number, for ever. */
    static final class SavesForever {
        public static void main(String[] arguments) {
            RunDirectory run = new RunDirectory(Path.of(arguments[0]));
            DirectoryCheckpoints checkpoints = new DirectoryCheckpoints(run, Records.phases(), "plan", 2, warning -> {
                throw new AssertionError(warning);
            });
            int round = checkpoints.latest().map(TrainerState::round).orElse(0);
            OwnerLock lock = run.own();
            try (RoundLog log = RoundLog.open(run)) {
                log.truncateAfter(round);
                while (true) {
                    round++;
                    log.append(Records.round(round));
                    checkpoints.save(state(round), States.NO_WORKERS);
                    System.out.println(round);
                }
            } finally {
                lock.close();
            }
        }
    }

    @Test
    void whatWasSavedBeforeTheKillIsThereAfterIt() throws Exception {
        RunDirectory run = RunDirectory.create(directory, "digits");
        int told = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            try (ChildProcess child = ChildProcess.start(
                    "exec \"$@\"", SavesForever.class, run.path().toString())) {
                for (int save = 0; save < 2 * kill; save++) {
                    told = Integer.parseInt(child.readLine());
                }
                child.kill();
                List<String> unread = child.finish();
                told = unread.isEmpty() ? told : Integer.parseInt(unread.get(unread.size() - 1));
            }
            assertNewestIsWhole(run, told);
        }
    }

    /** The process may have been killed between a save and telling it. */
    private static void assertNewestIsWhole(RunDirectory run, int told) {
        List<String> warnings = new ArrayList<>();
        DirectoryCheckpoints checkpoints = new DirectoryCheckpoints(run, Records.phases(), "plan", 2, warnings::add);
        TrainerState latest = checkpoints.latest().orElseThrow();
        assertThat(latest.round()).isBetween(told, told + 1);
        States.assertSameBits(latest, state(latest.round()));
        assertThat(warnings).isEmpty();
        assertThat(RoundLog.read(run.rounds())).hasSizeBetween(latest.round(), latest.round() + 1);
    }

    private static TrainerState state(int round) {
        return States.random(NETWORK, round, round);
    }
}
