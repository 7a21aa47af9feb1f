package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerLockTest {
    @TempDir
    Path directory;

    private RunDirectory run;

    @BeforeEach
    void makeRun() {
        run = RunDirectory.create(directory, "digits");
    }

    @Test
    void secondOwnerInOneProcessIsRefusedByNameOfTheDirectory() {
        try (OwnerLock first = run.own()) {
            assertThat(first).isNotNull();
            assertThatThrownBy(run::own)
                    .isInstanceOf(UserException.class)
                    .hasMessage("Run directory " + run.path() + " is in use by process "
                            + ProcessHandle.current().pid() + "; wait until it ends or stop it");
        }
    }

    @Test
    void anotherNameOfTheSameDirectoryIsRefusedToo() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), run.path());
        try (OwnerLock first = run.own()) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> new RunDirectory(link).own()).isInstanceOf(UserException.class);
        }
    }

    @Test
    void lockTakenPastUsInThisProcessIsRespected() throws IOException {
        Path file = Files.createFile(run.path().resolve(".lock"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(channel.tryLock()).isNotNull();
            assertThatThrownBy(run::own).isInstanceOf(UserException.class);
        }
        run.own().close();
    }

    @Test
    void closedLockCanBeTakenAgain() {
        run.own().close();
        run.own().close();
    }

    @Test
    void directoryThatIsAwayOrAnotherOneIsNotHeld() throws IOException {
        Path away = directory.resolve("away");
        try (OwnerLock lock = run.own()) {
            assertThat(lock.holds()).isTrue();
            Files.move(run.path(), away);
            assertThat(lock.holds()).isFalse();
            Files.createDirectory(run.path());
            Files.createFile(run.path().resolve(".lock"));
            assertThat(lock.holds()).isFalse();
            Files.delete(run.path().resolve(".lock"));
            Files.delete(run.path());
            Files.move(away, run.path());
            assertThat(lock.holds()).isTrue();
        }
    }

    @Test
    void lockOfADirectoryThatIsGoneIsRefused() throws IOException {
        Files.delete(run.path());
        assertThatThrownBy(run::own)
                .isInstanceOf(UserException.class)
                .hasMessageContaining(run.path().toString())
                .hasMessageContaining("no such file or directory");
    }
}
