package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view and the queries of docs/scores.md, as they stand there. */
class ScoreQueriesIT {
    private static final StructType TABLE = new StructType()
            .add("example_id", DataTypes.LongType, false)
            .add("label", DataTypes.StringType, false)
            .add("el2n", DataTypes.DoubleType, false)
            .add("margin", DataTypes.DoubleType, false)
            .add("grand", DataTypes.DoubleType, false);

    @TempDir
    static Path directory;

    private static LocalSpark spark;
    private static FileSystem files;
    private static org.apache.hadoop.fs.Path before;
    private static List<String> queries;

    /** 40 examples: those of class a from 0 and of class b from 100; EL2N and GraNd rise with the id in a and fall in b. */
    @BeforeAll
    static void makeTable() throws IOException {
        spark = LocalSpark.withoutStandingTasks(2);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.add(RowFactory.create((long) i, "a", i / 100.0, i < 15 ? -0.5 : 0.5, i * 1.0));
            rows.add(RowFactory.create(
                    100L + i, "b", 1 - i / 100.0, i < 5 ? 0.25 : -0.25, i < 2 ? 100.0 - i : -1.0 * i));
        }
        Path table = directory.resolve("runs/digits-scores/scores");
        spark.session().createDataFrame(rows, TABLE).write().parquet(table.toString());
        standIn(directory);
        String text = Files.readString(Path.of("docs/scores.md"));
        List<String> views = found("`(CREATE TEMPORARY VIEW .*?)`", text);
        assertThat(views).hasSize(1);
        spark.session().sql(views.get(0));
        queries = found("```sql\n(.*?)```", text);
        assertThat(queries).hasSize(3);
    }

    /** Where paths of tables begin that are not absolute: the working directory of a process is another one for good. */
    private static void standIn(Path place) throws IOException {
        files = FileSystem.get(spark.session().sparkContext().hadoopConfiguration());
        before = files.getWorkingDirectory();
        files.setWorkingDirectory(new org.apache.hadoop.fs.Path(place.toUri()));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @AfterAll
    static void stopSpark() {
        files.setWorkingDirectory(before);
        spark.close();
    }

    private static List<Row> rows(int query) {
        return spark.session().sql(queries.get(query)).collectAsList();
    }

    @Test
    void firstGivesTheThreeHardestOfEachClass() {
        assertThat(rows(0))
                .containsExactly(
                        RowFactory.create("a", 19L, 0.19),
                        RowFactory.create("a", 18L, 0.18),
                        RowFactory.create("a", 17L, 0.17),
                        RowFactory.create("b", 100L, 1.0),
                        RowFactory.create("b", 101L, 0.99),
                        RowFactory.create("b", 102L, 0.98));
    }

    @Test
    void secondGivesMeansAndErrorsOfTheClassesTheHardestFirst() {
        List<Row> classes = rows(1);
        assertThat(classes).extracting(row -> row.getString(0)).containsExactly("b", "a");
        assertThat(classes).extracting(row -> row.getLong(1)).containsExactly(20L, 20L);
        assertThat(classes.get(0).getDouble(2)).isCloseTo(0.905, within(1e-9));
        assertThat(classes.get(1).getDouble(2)).isCloseTo(0.095, within(1e-9));
        assertThat(classes).extracting(row -> row.getDecimal(3).doubleValue()).containsExactly(0.25, 0.25);
    }

    /** The hardest four by EL2N are 100 to 103; by GraNd 100, 101, 19 and 18. */
    @Test
    void thirdGivesHowManyOfTheHardestTenthTwoMethodsShare() {
        assertThat(rows(2)).hasSize(1);
        assertThat(rows(2).get(0).getDecimal(0).doubleValue()).isEqualTo(0.5);
    }
}
