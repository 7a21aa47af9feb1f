package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringDirectoryTest {
    @TempDir
    private Path temporary;

    @Test
    void directoryWithFilesOfSomebodyElseIsRefusedAndLeftAsItIs() throws IOException {
        Path thesis = Files.createDirectories(temporary.resolve("proxies/1/thesis"));
        Files.createFile(thesis.resolve("a"));

        assertThatThrownBy(() -> ScoringDirectory.at(temporary))
                .isInstanceOf(UserException.class)
                .hasMessage(temporary + " holds files and is not the directory of a scoring: it has no scoring.json;"
                        + " choose another output for scores");

        assertThat(temporary).isDirectoryRecursivelyContaining("glob:**/thesis/a");
        assertThat(temporary.resolve(".lock")).doesNotExist();
    }

    @Test
    void missingEmptyOrOwnDirectoryIsTaken() throws IOException {
        assertThat(ScoringDirectory.at(temporary.resolve("a/b")).path()).isEmptyDirectory();
        ScoringDirectory scoring = ScoringDirectory.at(temporary.resolve("a/b"));
        Files.createFile(scoring.request());
        Files.createDirectory(scoring.scores());
        assertThat(ScoringDirectory.at(temporary.resolve("a/b"))).isEqualTo(scoring);
    }

    @Test
    void directoryOfAScoringThatWasKilledAtOnceIsTaken() throws IOException {
        Files.createFile(temporary.resolve(".lock"));
        Files.createFile(temporary.resolve(".tmp-scoring.json"));
        assertThat(ScoringDirectory.at(temporary).path()).isEqualTo(temporary);
    }

    @Test
    void trainingsByAnotherFileAreRemovedAndNothingElse() throws IOException {
        ScoringDirectory scoring = ScoringDirectory.at(temporary);
        scoring.keepProxiesOf("ab");
        RunDirectory run = RunDirectory.create(scoring.proxy(2), "digits-1");
        Files.createFile(run.record());
        Path notes = Files.createFile(scoring.proxy(2).resolve("notes.txt"));

        scoring.keepProxiesOf("ab");
        assertThat(scoring.begun(2)).contains(run);

        scoring.keepProxiesOf("cd");
        assertThat(scoring.begun(2)).isEmpty();
        assertThat(notes).exists();
    }

    @Test
    void trainingsWithoutAFileAreKeptUntilThereIsOne() throws IOException {
        ScoringDirectory scoring = ScoringDirectory.at(temporary);
        scoring.keepProxiesOf("");
        RunDirectory run = RunDirectory.create(scoring.proxy(1), "digits-1");
        Files.createFile(run.record());

        scoring.keepProxiesOf("");
        assertThat(scoring.begun(1)).contains(run);

        scoring.keepProxiesOf("ab");
        assertThat(scoring.begun(1)).isEmpty();
    }

    @Test
    void trainingThatWasKilledBeforeItHadARecordIsRemovedAndNothingElse() throws IOException {
        ScoringDirectory scoring = ScoringDirectory.at(temporary);
        RunDirectory halfMade = RunDirectory.create(scoring.proxy(1), "digits-1");
        halfMade.own().close();
        RunDirectory run = RunDirectory.create(scoring.proxy(1), "digits-2");
        Files.createFile(run.record());
        Path thesis = Files.createDirectory(scoring.proxy(1).resolve("a-thesis"));
        Files.createFile(thesis.resolve("chapter-1"));

        assertThat(scoring.begun(1)).contains(run);

        assertThat(halfMade.path()).doesNotExist();
        assertThat(thesis.resolve("chapter-1")).exists();
        assertThat(scoring.begun(2)).isEmpty();
    }
}
