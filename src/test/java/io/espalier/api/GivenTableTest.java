package io.espalier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.network.Shape;
import io.espalier.run.DataSummary;
import io.espalier.run.Engine;
import io.espalier.run.ScoreComputation;
import io.espalier.run.ScoreLineage;
import io.espalier.run.ScoreLineage.Proxy;
import io.espalier.run.TrainingPlan;
import io.espalier.store.LineageJson;
import io.espalier.testing.Plans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenTableTest {
    private static final DataSummary DATA = data("1f", 100);

    @TempDir
    Path run;

    private Path table;
    private TrainingPlan job;

    @BeforeEach
    void makeTable() throws IOException {
        table = Files.createDirectory(run.resolve("scores"));
        job = Plans.digits("importance.scores='" + run + "'");
    }

    private static DataSummary data(String fingerprint, long examples) {
        return new DataSummary(
                Shape.flat(64),
                List.of(),
                List.of("a", "b"),
                examples,
                10,
                20,
                List.of(50L, examples - 50),
                fingerprint,
                List.of());
    }

    private void writeLineage() {
        ScoreLineage lineage = new Lineages(
                        "run-1",
                        Plans.digits(),
                        Optional.empty(),
                        ScoreComputation.of(Plans.digits(), Engine.COMPILED),
                        "elsewhere")
                .of(DATA, Proxy.model("ab12"), Map.of("java", "17"), 1.5);
        LineageJson.write(lineage, table);
    }

    @Test
    void aJobThatNamesNoTableHasNone() {
        assertThat(GivenTable.of(Plans.digits(), DATA, false)).isEmpty();
    }

    @Test
    void aRunsDirectoryMeansTheTableInIt() {
        assertThat(GivenTable.within(run)).isEqualTo(table);
        assertThat(GivenTable.within(table)).isEqualTo(table);
        assertThat(GivenTable.within(run.resolve("table.parquet"))).isEqualTo(run.resolve("table.parquet"));
    }

    @Test
    void aTableOfTheSameDataIsTakenWithItsLineage() {
        writeLineage();

        GivenTable given = GivenTable.of(job, DATA, false).orElseThrow();

        assertThat(given.table()).isEqualTo(table);
        assertThat(given.lineage().orElseThrow().runId()).isEqualTo("run-1");
        assertThat(given.caution()).isEmpty();
    }

    @Test
    void aTableOfOtherDataIsRefusedWithWhatDiffers() {
        writeLineage();

        assertThatThrownBy(() -> GivenTable.of(job, data("2e", 101), false))
                .isInstanceOf(UserException.class)
                .hasMessage("importance.scores: " + table
                        + " has scores of something else: data_fingerprint 1f, here 2e; examples 100, here 101;"
                        + " compute them again with espalier score, or insist on them with --force-scores");
    }

    @Test
    void whoInsistsGetsATableOfOtherDataWithACaution() {
        writeLineage();

        GivenTable given = GivenTable.of(job, data("2e", 101), true).orElseThrow();

        assertThat(given).isEqualTo(new GivenTable(table, Optional.empty()));
        assertThat(given.caution())
                .hasValue("importance.scores: that the scores of " + table
                        + " belong to this data is known of their ids only");
    }

    @Test
    void aTableWithoutLineageIsTakenWithACaution() {
        assertThat(GivenTable.of(job, DATA, false).orElseThrow().caution()).isPresent();
    }
}
