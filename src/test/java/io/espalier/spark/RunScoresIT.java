package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.SplitMix64;
import io.espalier.importance.ListedExamples;
import io.espalier.importance.MethodComparison;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoredExample;
import io.espalier.importance.ScoredExamples;
import io.espalier.importance.Selection;
import io.espalier.importance.SelectionCoverage;
import io.espalier.importance.Selector;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report asks of a run's table, against the same examples in a list. */
class RunScoresIT {
    private static final List<ScoreMethod> METHODS = List.of(ScoreMethod.EL2N, ScoreMethod.AUM, ScoreMethod.FORGETTING);
    private static final List<String> CLASSES = List.of("a", "b", "none", "z");
    private static final long SEED = 5;
    private static final int KEPT = 700;

    @TempDir
    private static Path directory;

    private static LocalSpark spark;
    private static ListedExamples listed;

    @BeforeAll
    static void write() {
        spark = new LocalSpark(2);
        listed = new ListedExamples(METHODS, CLASSES.size(), SEED, examples());
        Dataset<Row> table = spark.session()
                .createDataFrame(
                        listed.examples().stream().map(RunScoresIT::row).toList(),
                        new StructType()
                                .add("example_id", DataTypes.LongType)
                                .add("label", DataTypes.StringType)
                                .add("el2n", DataTypes.DoubleType)
                                .add("aum", DataTypes.DoubleType)
                                .add("forgetting", DataTypes.DoubleType));
        table.coalesce(1).write().parquet(directory.resolve("1").toString());
        table.orderBy(functions.rand(3))
                .repartition(7)
                .write()
                .parquet(directory.resolve("7").toString());
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    /** Scores of both signs, zeros of both signs, and whole numbers that are often equal; no example of one class. */
    private static List<ScoredExample> examples() {
        SplitMix64 random = new SplitMix64(11);
        List<ScoredExample> examples = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int label = new int[] {0, 1, 3}[random.nextInt(3)];
            double easy = random.nextDouble();
            double aum = i % 50 == 0 ? -0.0 : i % 50 == 1 ? 0.0 : 4 * easy + random.nextDouble() - 1;
            examples.add(new ScoredExample(
                    random.nextLong(), label, List.of(1 - easy * easy, aum, (double) random.nextInt(4))));
        }
        return examples;
    }

    private static Row row(ScoredExample example) {
        return RowFactory.create(
                example.id(),
                CLASSES.get(example.label()),
                example.scores().get(0),
                example.scores().get(1),
                example.scores().get(2));
    }

    private static List<ScoredExamples> tables() {
        return List.of(open("1"), open("7"));
    }

    private static RunScores open(String name) {
        return new RunScores(spark.session(), directory.resolve(name), METHODS, CLASSES, SEED);
    }

    @Test
    void coverageIsThatOfTheList() {
        for (ScoredExamples table : tables()) {
            for (ScoreMethod method : METHODS) {
                for (Selector selector : List.of(new Selector.Ccs(BigDecimal.ZERO), new Selector.Top())) {
                    Selection selection = new Selection(
                            1, KEPT, selector.choose(listed.by(method), KEPT).rule());

                    SelectionCoverage coverage = SelectionCoverage.of(table.by(method), selection.rule());

                    assertThat(coverage)
                            .as("%s, %s", method, selector)
                            .isEqualTo(SelectionCoverage.of(listed.by(method), selection.rule()));
                    assertThat(coverage.keptExamples()).isEqualTo(KEPT);
                    assertThat(coverage.ofClasses().get(2)).isEqualTo(new SelectionCoverage.Count(0, 0));
                }
            }
        }
    }

    @Test
    void firstExamplesAreThoseOfTheList() {
        for (ScoredExamples table : tables()) {
            for (ScoreMethod method : METHODS) {
                assertThat(table.mostImportant(method, 12)).hasSize(12).isEqualTo(listed.mostImportant(method, 12));
                assertThat(table.leastImportant(method, 12)).hasSize(12).isEqualTo(listed.leastImportant(method, 12));
            }
            assertThat(table.mostImportant(ScoreMethod.EL2N, 5_000)).hasSize(2_000);
        }
    }

    @Test
    void comparisonIsThatOfTheList() {
        for (Selector selector : List.of(new Selector.Ccs(BigDecimal.ZERO), new Selector.Top())) {
            List<MethodComparison.Agreement> expected = MethodComparison.of(listed, selector, KEPT);

            for (ScoredExamples table : tables()) {
                assertThat(MethodComparison.of(table, selector, KEPT)).isEqualTo(expected);
            }
            assertThat(expected).hasSize(3);
            assertThat(expected.get(0).share()).isGreaterThan(expected.get(0).chance());
            assertThat(expected.get(0).rankCorrelation().orElseThrow()).isGreaterThan(0.8);
            assertThat(Arrays.asList(expected.get(1), expected.get(2)))
                    .as("forgetting is random here")
                    .allMatch(each -> Math.abs(each.rankCorrelation().orElseThrow()) < 0.1);
        }
    }
}
