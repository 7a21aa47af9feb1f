package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import io.espalier.UserException;
import io.espalier.importance.ScoreTable;
import io.espalier.importance.Selection;
import io.espalier.importance.SelectionCoverage;
import io.espalier.importance.SelectionCoverage.Count;
import io.espalier.importance.SortedTable;
import io.espalier.run.SelectionMethod;
import io.espalier.run.SelectionPlan;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableSelectionIT {
    private static final int ROWS = 300_000;
    private static final int CLASSES = 7;
    private static final ParquetTable NAME = new ParquetTable("scores", "SCORES");
    private static final AtomicInteger FAILED_TASKS = new AtomicInteger();
    private static final AtomicReference<DoubleUnaryOperator> CHANGE =
            new AtomicReference<>(DoubleUnaryOperator.identity());

    private static LocalSpark spark;
    private static ScoreTable examples;
    private static Dataset<Row> table;
    private static Dataset<Row> manyShuffled;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        spark = new LocalSpark(2);
        examples = examples();
        table = frame(examples).cache();
        manyShuffled = table.orderBy(functions.rand(8)).repartition(200).cache();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    /** More rows than are looked at one by one; a fifth of the scores are equal. */
    private static ScoreTable examples() {
        SplitMix64 random = new SplitMix64(4);
        long[] ids = LongStream.range(0, ROWS).map(i -> i * 3 - 1_000).toArray();
        int[] labels = IntStream.range(0, ROWS)
                .map(i -> Math.min(random.nextInt(40), CLASSES - 1))
                .toArray();
        double[] scores = IntStream.range(0, ROWS)
                .mapToDouble(i -> random.nextInt(5) == 0 ? 0.5 : Math.pow(random.nextDouble(), 2))
                .toArray();
        return new ScoreTable(ids, labels, scores);
    }

    private static Dataset<Row> frame(ScoreTable scored) {
        List<Row> rows = IntStream.range(0, scored.size())
                .mapToObj(row -> RowFactory.create(scored.id(row), "c" + scored.label(row), scored.score(row)))
                .toList();
        return rows(DataTypes.DoubleType, rows);
    }

    private static Dataset<Row> rows(DataType score, List<Row> rows) {
        return spark.session()
                .createDataFrame(
                        rows,
                        new StructType()
                                .add("example_id", DataTypes.LongType)
                                .add("label", DataTypes.StringType)
                                .add("el2n", score));
    }

    static Stream<SelectionPlan> plans() {
        return Stream.concat(onePlanOfEachSelector(), Stream.of(plan(SelectionMethod.CCS, "0", "0.3")));
    }

    static Stream<SelectionPlan> onePlanOfEachSelector() {
        return Stream.of(
                plan(SelectionMethod.TOP, "0", "0"),
                plan(SelectionMethod.BOTTOM, "0", "0"),
                plan(SelectionMethod.RANDOM, "0", "0"),
                plan(SelectionMethod.CLASS_BALANCED, "0", "0"),
                plan(SelectionMethod.WEIGHTED, "0", "0"),
                plan(SelectionMethod.CCS, "0.1", "0"),
                plan(SelectionMethod.TOP, "0", "0.4"));
    }

    private static SelectionPlan plan(SelectionMethod method, String dropped, String random) {
        return new SelectionPlan(method, new BigDecimal(dropped), new BigDecimal(random), new BigDecimal("0.37"), 3);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void choosesWhatTheSortedTableChooses(SelectionPlan plan) {
        assertThat(select(table.repartition(7), plan).choice().rule())
                .isEqualTo(sorted(plan).rule());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void onePartitionGivesTheSameRule(SelectionPlan plan) {
        assertThat(select(table.coalesce(1), plan).choice().rule())
                .isEqualTo(sorted(plan).rule());
    }

    /** Some thousand small tasks each. */
    @ParameterizedTest
    @MethodSource("onePlanOfEachSelector")
    void manyPartitionsOfShuffledRowsAndFailingTasksGiveTheSameRule(SelectionPlan plan) {
        int before = FAILED_TASKS.get();

        assertThat(select(failing(manyShuffled), plan).choice().rule())
                .isEqualTo(sorted(plan).rule());
        assertThat(FAILED_TASKS.get() - before).as("failed tasks").isGreaterThan(50);
    }

    private static Selection sorted(SelectionPlan plan) {
        return plan.selector()
                .order(new SortedTable(examples, CLASSES, plan.hashSeed()))
                .select(1, 111_000);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void tasksThatFailWriteNothingTwice(SelectionPlan plan) {
        int before = FAILED_TASKS.get();
        SelectionCoverage coverage = write(select(failing(table.repartition(20)), plan));

        assertThat(written()).isEqualTo(kept(plan));
        assertThat(coverage).isEqualTo(covered(plan));
        assertThat(FAILED_TASKS.get() - before).as("failed tasks").isGreaterThan(10);
    }

    /** The first attempt of every fifth task fails at its last rows, when all it did before has happened. */
    private static Dataset<Row> failing(Dataset<Row> rows) {
        UDF1<Long, Long> failingOnce = id -> {
            TaskContext task = TaskContext.get();
            boolean chosen = (task.partitionId() + task.stageId()) % 5 == 0;
            if (chosen && task.attemptNumber() == 0 && Math.floorMod(id, 400) == 0) {
                FAILED_TASKS.incrementAndGet();
                throw new IllegalStateException("A task fails, as asked for");
            }
            return id;
        };
        var udf = functions.udf(failingOnce, DataTypes.LongType).asNondeterministic();
        return rows.withColumn("example_id", udf.apply(functions.col("example_id")));
    }

    @Test
    void writesKeptExamplesWithTheirWeights() throws IOException {
        SelectionPlan plan = plan(SelectionMethod.WEIGHTED, "0", "0");
        List<String> beside = new ArrayList<>();

        select(table, plan)
                .write(
                        directory.resolve("kept"),
                        (written, coverage) ->
                                beside.add(directory.relativize(written).toString()));

        assertThat(written()).isEqualTo(kept(plan)).hasSize(111_000);
        assertThat(written().values()).anyMatch(weight -> weight > 1).allMatch(weight -> weight >= 1);
        assertThat(beside).containsExactly("kept.writing/espalier-unfinished");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("kept");
        }
        try (Stream<Path> files = Files.list(directory.resolve("kept"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.matches("[._].*|part-.*\\.parquet"));
        }
    }

    /** As a process that is killed leaves it: before the table is whole, and after it has got its name. */
    @Test
    void whatAKilledSelectionLeftIsReplaced() throws IOException {
        SelectionPlan plan = plan(SelectionMethod.TOP, "0", "0");
        Path left = Files.createDirectories(directory.resolve("kept.writing/espalier-unfinished/_temporary/0"));
        Files.writeString(left.resolve("part-0"), "half");

        write(select(table, plan));

        assertThat(written()).hasSize(111_000);
        assertThat(directory.resolve("kept.writing")).doesNotExist();

        Files.createDirectory(directory.resolve("again.writing"));
        select(table, plan).write(directory.resolve("again"), (written, coverage) -> written);

        assertThat(directory.resolve("again")).isDirectory();
        assertThat(directory.resolve("again.writing")).doesNotExist();
    }

    @Test
    void whatSomebodyElseKeepsWhereATableIsWrittenStays() throws IOException {
        TableSelection selection = select(table, plan(SelectionMethod.TOP, "0", "0"));
        Path notes = Files.createDirectory(directory.resolve("kept.writing")).resolve("notes.txt");
        Files.writeString(notes, "mine");
        Path file = Files.writeString(directory.resolve("other.writing"), "mine");

        assertThatThrownBy(() -> write(selection))
                .isInstanceOf(UserException.class)
                .hasMessage(directory.resolve("kept.writing") + " is in the way: " + directory.resolve("kept")
                        + " is written there first, and it holds something else; move it and start again");
        assertThatThrownBy(() -> selection.write(directory.resolve("other"), (written, coverage) -> written))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(file + " is in the way: ");

        assertThat(notes).hasContent("mine");
        assertThat(file).hasContent("mine");
        assertThat(directory.resolve("kept")).doesNotExist();
    }

    @Test
    void countsClasses() {
        var counts = write(select(table, plan(SelectionMethod.CLASS_BALANCED, "0", "0")))
                .ofClasses();

        // Six classes of about 7,500 are smaller than a seventh of 111,000: they are kept whole.
        assertThat(counts).hasSize(CLASSES);
        assertThat(counts.subList(0, 6)).allMatch(each -> each.kept() == each.examples());
        assertThat(counts.stream().mapToLong(each -> each.kept()).sum()).isEqualTo(111_000);
        assertThat(counts.stream().mapToLong(each -> each.examples()).sum()).isEqualTo(ROWS);
    }

    @Test
    void countsStrata() {
        SelectionPlan plan = plan(SelectionMethod.CCS, "0.1", "0");
        var strata = write(select(table.repartition(7), plan)).strata();
        Selection selection = sorted(plan);

        // Scores are in [0, 1), near 0 and near 1.
        assertThat(strata).hasSize(10);
        for (int i = 0; i < 10; i++) {
            double from = strata.get(i).from();
            double to = i == 9 ? 2 : strata.get(i + 1).from();
            assertThat(from).isCloseTo(i / 10.0, within(1e-4));
            assertThat(strata.get(i).count())
                    .isEqualTo(new Count(
                            rows(row -> inside(row, from, to)),
                            rows(row -> inside(row, from, to) && isKept(row, selection, plan))));
        }
    }

    @Test
    void tableThatLosesARowBeforeItIsWrittenIsRefused() {
        double lowest = scores().min().orElseThrow();
        refusedWhenWritten(score -> score == lowest ? -1 : score, "299999 examples were found, 300000 expected");
    }

    @Test
    void tableOfWhichAScoreChangesBeforeItIsWrittenIsRefused() {
        double highest = scores().max().orElseThrow();
        refusedWhenWritten(
                score -> score == highest ? 0.25 : score, "110999 examples were found to keep, 111000 expected");
    }

    private static DoubleStream scores() {
        return IntStream.range(0, ROWS).mapToDouble(examples::score);
    }

    /** Rows whose score becomes negative are gone. */
    private void refusedWhenWritten(DoubleUnaryOperator change, String said) {
        UDF1<Double, Double> now = score -> CHANGE.get().applyAsDouble(score);
        var score =
                functions.udf(now, DataTypes.DoubleType).asNondeterministic().apply(functions.col("el2n"));
        CHANGE.set(DoubleUnaryOperator.identity());
        TableSelection selection =
                select(table.withColumn("el2n", score).filter("el2n >= 0"), plan(SelectionMethod.TOP, "0", "0"));
        CHANGE.set(change);

        assertThatThrownBy(() -> write(selection))
                .isInstanceOf(UserException.class)
                .hasMessage("scores changed while it was read: " + said + "; start again when nobody writes it");
        assertThat(directory).isEmptyDirectory();
    }

    private static boolean inside(int row, double from, double to) {
        return examples.score(row) >= from && examples.score(row) < to;
    }

    private static boolean isKept(int row, Selection selection, SelectionPlan plan) {
        return selection.keeps(
                examples.label(row), examples.score(row), Hashing.hash(examples.id(row), plan.hashSeed()));
    }

    private static long rows(IntPredicate which) {
        return IntStream.range(0, ROWS).filter(which).count();
    }

    @Test
    void explainsAnExample() {
        TableSelection selection = select(table, plan(SelectionMethod.TOP, "0", "0"));

        assertThat(selection.explain(-1_000).lines())
                .hasSize(3)
                .anyMatch(line ->
                        line.startsWith("example -1000: class c" + examples.label(0) + ", score " + examples.score(0)));
        assertThatThrownBy(() -> selection.explain(-999))
                .isInstanceOf(UserException.class)
                .hasMessage("scores has no example -999");
    }

    @Test
    void lowScoresAreTheHighestWhereTheyAreTheImportantOnes() {
        var low = TableSelection.of(
                spark.session(),
                NAME,
                table.withColumn("el2n", functions.negate(functions.col("el2n"))),
                Optional.empty(),
                name -> name.equals("el2n"),
                plan(SelectionMethod.TOP, "0", "0"));

        assertThat(low.choice().rule())
                .isEqualTo(select(table, plan(SelectionMethod.TOP, "0", "0"))
                        .choice()
                        .rule());
        assertThat(low.words().highIsImportant()).isFalse();
        assertThat(low.explain(-1_000).lines())
                .anyMatch(line -> line.contains(", score " + (0 - examples.score(0)) + ", "))
                .anyMatch(line -> line.contains("those with the lowest scores"));
    }

    @Test
    void tableWithoutLabelsServesMethodsThatNeedNone() {
        Dataset<Row> unlabelled = table.drop("label");

        assertThat(select(unlabelled, plan(SelectionMethod.TOP, "0", "0"))
                        .choice()
                        .rule())
                .isEqualTo(select(table, plan(SelectionMethod.TOP, "0", "0"))
                        .choice()
                        .rule());
        TableSelection selected = select(unlabelled, plan(SelectionMethod.TOP, "0", "0"));
        assertThat(selected.labelled()).isFalse();
        assertThat(write(selected).ofClasses()).containsExactly(new Count(ROWS, 111_000));
        refused(
                unlabelled,
                plan(SelectionMethod.CCS, "0", "0"),
                "scores has no column label, which the selection ccs needs");
    }

    @Test
    void emptyLabelsAreNone() {
        Dataset<Row> unlabelled = table.withColumn("label", functions.lit(""));
        SelectionPlan top = plan(SelectionMethod.TOP, "0", "0");

        TableSelection selected = select(unlabelled, top);
        assertThat(selected.labelled()).isFalse();
        assertThat(selected.choice().rule())
                .isEqualTo(select(table, top).choice().rule());
        assertThat(selected.explain(-1_000).lines().get(0)).startsWith("example -1000: class none, ");
        refused(
                unlabelled,
                plan(SelectionMethod.CLASS_BALANCED, "0", "0"),
                "scores has no labels in column label, which the selection class_balanced needs");
        refused(
                unlabelled,
                plan(SelectionMethod.CCS, "0", "0"),
                "scores has no labels in column label, which the selection ccs needs");
    }

    @Test
    void oneEmptyLabelAmongOthersIsAClass() {
        Dataset<Row> labelled = table.withColumn(
                "label",
                functions.when(functions.col("label").equalTo("c0"), "").otherwise(functions.col("label")));

        assertThat(select(labelled, plan(SelectionMethod.CCS, "0", "0")).classNames())
                .hasSize(CLASSES)
                .startsWith("");
    }

    @Test
    void labelsThatAreNumbersAreClassesInOrderOfValue() {
        Dataset<Row> numbered =
                table.withColumn("label", functions.col("label").substr(2, 1).cast("double"));
        SelectionPlan plan = plan(SelectionMethod.CCS, "0", "0");

        assertThat(select(numbered, plan).classNames()).containsExactly("0", "1", "2", "3", "4", "5", "6");
        assertThat(select(numbered, plan).choice().rule())
                .isEqualTo(select(table, plan).choice().rule());
    }

    @Test
    void scoresThatAreNotFiniteAreNamed() {
        refused(
                rows(
                        DataTypes.DoubleType,
                        List.of(
                                RowFactory.create(9L, "a", Double.NaN),
                                RowFactory.create(8L, "a", 1.0),
                                RowFactory.create(7L, "b", Double.NEGATIVE_INFINITY),
                                RowFactory.create(6L, "b", null),
                                RowFactory.create(5L, "b", Double.NaN))),
                plan(SelectionMethod.RANDOM, "0", "0"),
                "scores: scores must be finite numbers (column el2n); 4 are not, the first of examples 5 (NaN), 6, 7 (-Infinity)");
    }

    @Test
    void missingValuesAreNamed() {
        refused(
                rows(DataTypes.DoubleType, List.of(RowFactory.create(null, "a", 1.0), RowFactory.create(1L, "a", 1.0))),
                plan(SelectionMethod.TOP, "0", "0"),
                "scores: 1 row has no value in column example_id");
        refused(
                rows(DataTypes.DoubleType, List.of(RowFactory.create(4L, null, 1.0), RowFactory.create(1L, "a", 1.0))),
                plan(SelectionMethod.TOP, "0", "0"),
                "scores: 1 row has no value in column label, the first of examples 4");
        refused(rows(DataTypes.DoubleType, List.of()), plan(SelectionMethod.TOP, "0", "0"), "scores has no rows");
    }

    @Test
    void repeatedIdsAreNamed() {
        Dataset<Row> again = table.filter("example_id in (2, 11, 200, -1000)");

        refused(
                table.union(again).union(again).repartition(13),
                plan(SelectionMethod.TOP, "0", "0"),
                "scores: 4 ids stand more than once, the first -1000, 2, 11");
    }

    @Test
    void labelsThatAreNoClassesAreNone() {
        Dataset<Row> many =
                table.withColumn("label", functions.col("example_id").cast("string"));
        List<Row> targets = IntStream.range(0, 150)
                .mapToObj(row -> RowFactory.create((long) row, 0.25 * row + "", 1.0 * row))
                .toList();
        SelectionPlan top = plan(SelectionMethod.TOP, "0", "0");

        TableSelection selected = select(many, top);
        assertThat(selected.labelled()).isFalse();
        assertThat(selected.choice().rule())
                .isEqualTo(select(table, top).choice().rule());
        assertThat(select(rows(DataTypes.DoubleType, targets), top).labelled()).isFalse();
        refused(
                many,
                plan(SelectionMethod.CLASS_BALANCED, "0", "0"),
                "scores has more than 10000 different values in column label, no classes, which the selection"
                        + " class_balanced needs");
        refused(
                rows(DataTypes.DoubleType, targets),
                plan(SelectionMethod.CCS, "0", "0"),
                "scores has measurements in column label, 150 different numbers of 150 examples, such as 0.25, no classes,"
                        + " which the selection ccs needs");
    }

    @Test
    void columnsThatCannotBeMeantAreRefused() {
        SelectionPlan plan = plan(SelectionMethod.TOP, "0", "0");
        Dataset<Row> two = table.withColumn("loss", functions.lit(1.0));
        refused(two, plan, "scores has several columns of scores: el2n, loss; say which with --score");
        assertThatThrownBy(() -> TableSelection.of(spark.session(), NAME, two, Optional.of("los"), name -> false, plan))
                .isInstanceOf(UserException.class)
                .hasMessage("scores has no column of scores los (--score); did you mean loss? It has el2n, loss");
        refused(
                table.drop("el2n"),
                plan,
                "scores has no column of scores: none beside example_id and label holds numbers");
        refused(
                table.drop("example_id"),
                plan,
                "scores is no table of scores: it has no column example_id. Columns: label, el2n");
        refused(
                table.withColumn("example_id", functions.lit("x")),
                plan,
                "scores: column example_id must be of an integer type: string");
    }

    /** Spark would pass over it, as over any file of no length. */
    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void pipeAmongTheFilesOfATableIsRefused() throws Exception {
        Path scores = directory.resolve("scores");
        table.limit(100).write().parquet(scores.toString());
        Path pipe = scores.resolve("part-9.parquet");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);

        assertThatThrownBy(() -> TableSelection.of(
                        spark.session(),
                        scores.toString(),
                        Optional.empty(),
                        name -> false,
                        plan(SelectionMethod.TOP, "0", "0")))
                .isInstanceOf(UserException.class)
                .hasMessage("SCORES must hold regular files only: " + pipe);
    }

    @Test
    void countsThatAMethodCannotGiveAreRefused() {
        SelectionPlan tiny =
                new SelectionPlan(SelectionMethod.CCS, BigDecimal.ZERO, BigDecimal.ZERO, new BigDecimal("0.00001"), 1);

        refused(
                table,
                tiny,
                "keep 0.00001 of the 300000 examples of scores: ccs keeps at least 1 example of each of 7 classes: 3");
    }

    private static void refused(Dataset<Row> rows, SelectionPlan plan, String message) {
        assertThatThrownBy(() -> select(rows, plan))
                .isInstanceOf(UserException.class)
                .hasMessage(message);
    }

    private static TableSelection select(Dataset<Row> rows, SelectionPlan plan) {
        return TableSelection.of(spark.session(), NAME, rows, Optional.empty(), name -> false, plan);
    }

    private SelectionCoverage write(TableSelection selection) {
        return selection.write(directory.resolve("kept"), (written, coverage) -> coverage);
    }

    /** The coverage by the table in memory. */
    private static SelectionCoverage covered(SelectionPlan plan) {
        return SelectionCoverage.of(
                new SortedTable(examples, CLASSES, plan.hashSeed()),
                sorted(plan).rule());
    }

    /** Ids and weights by the table in memory. */
    private static Map<Long, Double> kept(SelectionPlan plan) {
        Selection selection = sorted(plan);
        Map<Long, Double> kept = new TreeMap<>();
        for (int row = 0; row < examples.size(); row++) {
            long hash = Hashing.hash(examples.id(row), plan.hashSeed());
            if (selection.keeps(examples.label(row), examples.score(row), hash)) {
                kept.put(examples.id(row), selection.weight(examples.label(row), examples.score(row), hash));
            }
        }
        return kept;
    }

    private Map<Long, Double> written() {
        Map<Long, Double> written = new TreeMap<>();
        for (Row row : spark.session()
                .read()
                .parquet(directory.resolve("kept").toString())
                .collectAsList()) {
            assertThat(written.put(row.getLong(0), row.getDouble(1))).isNull();
        }
        return Collections.unmodifiableMap(written);
    }
}
