package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundLogTest {
    @TempDir
    Path directory;

    private RunDirectory run;

    @BeforeEach
    void makeRun() {
        run = RunDirectory.create(directory, "digits");
    }

    @Test
    void roundsAreReadAsWritten() {
        append(1, 2, 3);
        assertThat(RoundLog.read(run.rounds())).containsExactly(Records.round(1), Records.round(2), Records.round(3));
    }

    @Test
    void aRoundIsReadableBeforeTheLogIsClosed() {
        try (RoundLog log = RoundLog.open(run)) {
            log.append(Records.round(1));
            assertThat(RoundLog.read(run.rounds())).containsExactly(Records.round(1));
        }
    }

    @Test
    void reopenedLogIsContinued() {
        append(1);
        append(2);
        assertThat(RoundLog.read(run.rounds())).hasSize(2);
    }

    @Test
    void aRoundIsOneLine() throws IOException {
        append(1, 2);
        assertThat(Files.readAllLines(run.rounds()))
                .hasSize(2)
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void valuesThatJsonCanNotHoldAreNull() {
        assertThat(RoundLog.toLine(Records.round(1, Double.NaN, OptionalDouble.of(Double.POSITIVE_INFINITY))))
                .contains("\"loss\":null", "\"quality\":null", "\"quality_dense\":null");
    }

    @Test
    void kindsOfIncidentsThatEarlierVersionsDidNotWriteAreZero() throws IOException {
        write(RoundLog.toLine(Records.round(1)).replace("\"speculative_copies\":0,", "") + "\n");
        assertThat(Files.readString(run.rounds())).doesNotContain("speculative");
        assertThat(RoundLog.read(run.rounds())).containsExactly(Records.round(1));
    }

    @Test
    void infiniteLossIsReadAsNan() {
        try (RoundLog log = RoundLog.open(run)) {
            log.append(Records.round(1, Double.NEGATIVE_INFINITY, OptionalDouble.empty()));
        }
        assertThat(RoundLog.read(run.rounds()).get(0).loss()).isNaN();
    }

    @Test
    void notEvaluatedQualityIsNull() {
        assertThat(RoundLog.toLine(Records.round(1))).contains("\"quality\":null");
        assertThat(RoundLog.toLine(Records.round(1, 1, OptionalDouble.of(0.5)))).contains("\"quality\":0.5");
    }

    @Test
    void tornLastLineIsPassedOver() throws IOException {
        append(1, 2);
        tear();
        assertThat(RoundLog.read(run.rounds())).containsExactly(Records.round(1), Records.round(2));
    }

    @Test
    void lineWithoutLineEndIsTorn() throws IOException {
        append(1, 2);
        write(Files.readString(run.rounds()).stripTrailing());
        assertThat(RoundLog.read(run.rounds())).containsExactly(Records.round(1));
    }

    @Test
    void truncationRemovesLaterRoundsAndTheTornLine() throws IOException {
        append(1, 2, 3, 4);
        tear();
        truncateAfter(2);
        assertThat(RoundLog.read(run.rounds())).containsExactly(Records.round(1), Records.round(2));
        append(3);
        assertThat(RoundLog.read(run.rounds())).hasSize(3);
    }

    @Test
    void truncationRemovesDamagedLaterLines() throws IOException {
        append(1, 2);
        write(Files.readString(run.rounds()) + "\0\0\0\n{}\n");
        truncateAfter(2);
        assertThat(Files.readAllLines(run.rounds())).hasSize(2);
    }

    @Test
    void truncationRepeatedAtAnyInterruptionGivesTheSame() throws IOException {
        append(1, 2, 3);
        String all = Files.readString(run.rounds());
        truncateAfter(1);
        String cut = Files.readString(run.rounds());
        for (int length = cut.length(); length <= all.length(); length++) {
            write(all.substring(0, length));
            truncateAfter(1);
            assertThat(Files.readString(run.rounds())).isEqualTo(cut);
        }
    }

    @Test
    void truncationAfterNoRoundRemovesAll() throws IOException {
        append(1, 2);
        truncateAfter(0);
        assertThat(run.rounds()).isEmptyFile();
    }

    @Test
    void truncationOfAnEmptyLogIsNoError() {
        truncateAfter(0);
        assertThat(run.rounds()).isEmptyFile();
    }

    @Test
    void logThatEndsBeforeTheCheckpointIsRefused() {
        append(1, 2);
        assertThatThrownBy(() -> truncateAfter(5))
                .isInstanceOf(UserException.class)
                .hasMessage(run.rounds()
                        + " ends at round 2, the checkpoint is of round 5: lines are missing; start a new run");
        assertThat(RoundLog.read(run.rounds())).hasSize(2);
    }

    @Test
    void logWithoutTheCheckpointsRoundIsRefused() {
        append(1, 3);
        assertThatThrownBy(() -> truncateAfter(2))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("ends at round 1");
    }

    @Test
    void damagedLineIsNamed() throws IOException {
        append(1, 2);
        write(Files.readString(run.rounds()).replace("\"round\":2", "\"round\":\"two\""));
        assertThatThrownBy(() -> RoundLog.read(run.rounds()))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(run.rounds() + ", line 2, key round: ");
        assertThatThrownBy(() -> truncateAfter(2)).isInstanceOf(UserException.class);
    }

    @Test
    void roundThatAppearsTwiceIsRefused() {
        append(1, 1);
        assertThatThrownBy(() -> RoundLog.read(run.rounds()))
                .isInstanceOf(UserException.class)
                .hasMessage(run.rounds() + ", line 2: round 1 follows round 1; rounds must ascend");
    }

    @Test
    void missingLogIsNamed() {
        assertThatThrownBy(() -> RoundLog.read(run.rounds()))
                .isInstanceOf(UserException.class)
                .hasMessage("Can't read " + run.rounds() + ": no such file or directory");
    }

    @Test
    void logThatCanNotBeMadeIsRefused() throws IOException {
        Files.createDirectory(run.rounds());
        assertThatThrownBy(() -> RoundLog.open(run))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Can't write " + run.rounds());
    }

    private void append(int... rounds) {
        try (RoundLog log = RoundLog.open(run)) {
            for (int round : rounds) {
                log.append(Records.round(round));
            }
        }
    }

    private void truncateAfter(int round) {
        try (RoundLog log = RoundLog.open(run)) {
            log.truncateAfter(round);
        }
    }

    private void tear() throws IOException {
        String part = RoundLog.toLine(Records.round(9)).substring(0, 40);
        Files.writeString(run.rounds(), part, StandardOpenOption.APPEND);
    }

    private void write(String content) throws IOException {
        Files.writeString(run.rounds(), content, StandardCharsets.UTF_8);
    }
}
