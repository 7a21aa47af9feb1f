package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.testing.ChildProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one run directory. */
class OwnerLockIT {
    private static final String PLAIN = "exec \"$@\"";

    @TempDir
    Path directory;

    private RunDirectory run;

    /** Takes the lock, says so, and holds it until the end of the input. */
    static final class Owner {
        public static void main(String[] arguments) throws IOException {
            try {
                OwnerLock lock = new RunDirectory(Path.of(arguments[0])).own();
                System.out.println("owned");
                System.in.transferTo(OutputStream.nullOutputStream());
                lock.close();
            } catch (UserException e) {
                System.out.println(e.getMessage());
                System.exit(UserException.EXIT_CODE);
            }
        }
    }

    @BeforeEach
    void makeRun() {
        run = RunDirectory.create(directory, "digits");
    }

    @Test
    void secondProcessIsRefusedUntilTheOwnerIsKilled() throws Exception {
        try (ChildProcess owner =
                ChildProcess.start(PLAIN, Owner.class, run.path().toString())) {
            assertThat(owner.readLine()).isEqualTo("owned");
            String refusal = "Run directory " + run.path() + " is in use by process " + owner.pid()
                    + "; wait until it ends or stop it";
            assertThatThrownBy(run::own).isInstanceOf(UserException.class).hasMessage(refusal);
            assertThatThrownBy(run::own).isInstanceOf(UserException.class).hasMessage(refusal);
            owner.kill();
            run.own().close();
        }
    }

    @Test
    void refusedSecondOwnerInThisProcessDoesNotLoseTheLockToOthers() throws Exception {
        try (OwnerLock lock = run.own()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(run::own).isInstanceOf(UserException.class);
            try (ChildProcess other =
                    ChildProcess.start(PLAIN, Owner.class, run.path().toString())) {
                assertThat(other.finish())
                        .isEqualTo(List.of("Run directory " + run.path() + " is in use by process "
                                + ProcessHandle.current().pid() + "; wait until it ends or stop it"));
                assertThat(other.exitCode()).isEqualTo(UserException.EXIT_CODE);
            }
        }
    }
}
