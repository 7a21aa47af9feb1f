package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.config.JobFile;
import io.espalier.data.Scaler;
import io.espalier.data.ShardFile;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.LocalBackend;
import io.espalier.trainer.Shard;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Parquet tables of every allowed form, and of forms that are refused. */
class ParquetIT {
    private static final int ROWS = 90;
    private static final int WORKERS = 2;
    private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType);
    private static final DataType DOUBLES = DataTypes.createArrayType(DataTypes.DoubleType);
    private static final StructType COLUMNS = new StructType()
            .add("a", DataTypes.DoubleType)
            .add("label", DataTypes.StringType)
            .add("b", DataTypes.IntegerType)
            .add("c", DataTypes.FloatType);

    private static LocalSpark spark;
    private static int tables;

    @TempDir
    static Path directory;

    /** Ids of all parts, hash of the data, and the weights that a few rounds give. */
    private record Trained(Map<Part, Set<Long>> ids, String fingerprint, float[] weights) {}

    private static Trained fromCsv;

    @BeforeAll
    static void trainOnCsv() throws IOException {
        spark = new LocalSpark(2);
        StringBuilder csv = new StringBuilder("a,label,b,c\n");
        for (int row = 0; row < ROWS; row++) {
            csv.append(a(row))
                    .append(',')
                    .append(label(row))
                    .append(',')
                    .append(b(row))
                    .append(',')
                    .append(c(row))
                    .append('\n');
        }
        Path file = Files.writeString(directory.resolve("table.csv"), csv);
        fromCsv = train("csv", file);
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    /** Values that float, double and text hold alike. */
    private static double a(int row) {
        return row * 0.125 - 3;
    }

    private static int b(int row) {
        return row * 37 % 11;
    }

    private static float c(int row) {
        return (row * 29 % 17) * 0.25f;
    }

    private static String label(int row) {
        return row % 3 == 0 ? "yes" : "no";
    }

    /** The allowed forms of the same content; the columns' names are no content. */
    private enum Form {
        COLUMNS_OF_MIXED_TYPES(COLUMNS, row -> RowFactory.create(a(row), label(row), b(row), c(row))),
        ARRAY_OF_DOUBLES(packed(DOUBLES), row -> RowFactory.create(label(row), new double[] {a(row), b(row), c(row)})),
        ARRAY_OF_FLOATS(
                packed(FLOATS), row -> RowFactory.create(label(row), new float[] {(float) a(row), b(row), c(row)})),
        DENSE_VECTOR(
                packed(SQLDataTypes.VectorType()),
                row -> RowFactory.create(label(row), Vectors.dense(a(row), b(row), c(row)))),
        SPARSE_VECTOR(
                packed(SQLDataTypes.VectorType()),
                row -> RowFactory.create(
                        label(row), Vectors.dense(a(row), b(row), c(row)).toSparse()));

        private final StructType schema;
        private final IntFunction<Row> row;

        Form(StructType schema, IntFunction<Row> row) {
            this.schema = schema;
            this.row = row;
        }

        static StructType packed(DataType type) {
            return new StructType().add("label", DataTypes.StringType).add("features", type);
        }

        List<Row> rows() {
            return IntStream.range(0, ROWS).mapToObj(row).toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void sameContentAsInCsvGivesTheSameIdsAndTheSameWeights(Form form) {
        Path table = write(form.schema, form.rows(), 3);
        Trained trained = train("parquet", table);
        assertThat(trained.ids).isEqualTo(fromCsv.ids);
        assertThat(trained.fingerprint).isEqualTo(fromCsv.fingerprint);
        assertThat(trained.weights).isEqualTo(fromCsv.weights);
    }

    @Test
    void idColumnGivesTheIdsAndIsNoFeature() {
        StructType schema = COLUMNS.add("key", DataTypes.IntegerType);
        List<Row> rows = IntStream.range(0, ROWS)
                .mapToObj(row -> RowFactory.create(a(row), label(row), b(row), c(row), 1000 + row))
                .toList();
        Path table = write(schema, rows, 2);
        PreparedData data = open("keyed", plan("parquet", table, "data.id=key"));
        assertThat(data.summary().featureNames()).containsExactly("a", "b", "c");
        Set<Long> ids = new TreeSet<>();
        ids("keyed").values().forEach(ids::addAll);
        assertThat(ids)
                .isEqualTo(new TreeSet<>(
                        IntStream.range(0, ROWS).mapToObj(row -> 1000L + row).toList()));
        Shard shard = shards("keyed", Scaler.none(3)).get(Part.TRAIN).get(1);
        Batch batch = new Batch(1, 3);
        shard.read(new int[] {0}, 1, batch);
        int row = (int) (shard.id(0) - 1000);
        assertThat(batch.features()).startsWith((float) a(row), b(row), c(row));
    }

    @Test
    void namedFeaturesAreTakenInTheOrderGiven() {
        Path table = write(COLUMNS, Form.COLUMNS_OF_MIXED_TYPES.rows(), 1);
        PreparedData data = open("named", plan("parquet", table, "data.features=[c, a]"));
        assertThat(data.summary().featureNames()).containsExactly("c", "a");
    }

    @Test
    void repeatedRowsAreNumberedOverPartitions() {
        List<Row> rows = new ArrayList<>(Form.COLUMNS_OF_MIXED_TYPES.rows());
        rows.addAll(Form.COLUMNS_OF_MIXED_TYPES.rows().subList(0, 5));
        rows.addAll(Form.COLUMNS_OF_MIXED_TYPES.rows().subList(0, 2));
        Path table = write(COLUMNS, rows, 4);
        PreparedData data = open("repeated", plan("parquet", table));
        assertThat(data.summary().warnings())
                .containsExactly("7 examples repeat an earlier one; ids number the repetitions");
        assertThat(ids("repeated").values().stream().mapToInt(Set::size).sum()).isEqualTo(ROWS + 7);
    }

    @Test
    void repeatedKeysAreRefused() {
        StructType schema = COLUMNS.add("key", DataTypes.LongType);
        List<Row> rows = IntStream.range(0, ROWS)
                .mapToObj(row -> RowFactory.create(a(row), label(row), b(row), c(row), (long) Math.max(row, 3)))
                .toList();
        assertRefused(
                "1 id stands more than once in data.path (column data.id): 3",
                () -> open("keys", plan("parquet", write(schema, rows, 2), "data.id=key")));
    }

    @Test
    void givenPartsAreTakenWhole() {
        List<Row> rows = Form.COLUMNS_OF_MIXED_TYPES.rows();
        Path train = write(COLUMNS, rows.subList(0, 60), 2);
        Path test = write(COLUMNS, rows.subList(60, 80), 1);
        Path validation = write(COLUMNS, rows.subList(80, 90), 1);
        TrainingPlan plan = plan("parquet", train, "data.test_path=" + test, "data.validation_path=" + validation);
        PreparedData data = open("given", plan);
        assertThat(data.summary().trainExamples()).isEqualTo(60);
        assertThat(data.summary().testExamples()).isEqualTo(20);
        assertThat(data.summary().validationExamples()).isEqualTo(10);
        Set<Long> all = new TreeSet<>();
        fromCsv.ids.values().forEach(all::addAll);
        Set<Long> given = new TreeSet<>();
        ids("given").values().forEach(given::addAll);
        assertThat(given).isEqualTo(all);
    }

    @Test
    void givenPartOfAnotherWidthIsRefused() {
        Path train = write(COLUMNS, Form.COLUMNS_OF_MIXED_TYPES.rows(), 1);
        Path test = write(Form.packed(FLOATS), List.of(RowFactory.create("no", new float[] {1, 2})), 1);
        assertRefused(
                "The test data has 2 features, the training data 3",
                () -> open("width", plan("parquet", train, "data.test_path=" + test)));
    }

    @Test
    void classThatOnlyTheTestPartHasIsWarnedOf() {
        Path train = write(COLUMNS, Form.COLUMNS_OF_MIXED_TYPES.rows(), 1);
        Path test = write(COLUMNS, List.of(RowFactory.create(1.0, "maybe", 2, 3f)), 1);
        PreparedData data = open("class", plan("parquet", train, "data.test_path=" + test));
        assertThat(data.summary().classes()).containsExactly("maybe", "no", "yes");
        assertThat(data.summary().warnings()).containsExactly("Class maybe has no training example");
    }

    @Test
    void directoryMayHaveAnyName() {
        Path table = directory.resolve("100% [a-z]* {x} data");
        spark.session()
                .createDataFrame(Form.COLUMNS_OF_MIXED_TYPES.rows(), COLUMNS)
                .write()
                .parquet(table.toString());
        assertThat(open("name", plan("parquet", table)).summary().fingerprint()).isEqualTo(fromCsv.fingerprint);
    }

    /** Cells that are refused: column, type of the column, what stands in it, what is said after the path. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "a | null | : column a has no value",
                "label | null | : column label has no value",
                "key | null | : column key has no value in the row with label no, a -2.375, b 9.0, c 2.25",
                "a | NaN | , id 5: column a must hold finite numbers: NaN",
                "a | 1e300 | , id 5: column a must hold finite numbers: Infinity",
            })
    void badCellIsRefused(String column, String value, String message) {
        StructType schema = COLUMNS.add("key", DataTypes.LongType);
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < 10; row++) {
            Object[] cells = {a(row), label(row), b(row), c(row), (long) row};
            if (row == 5) {
                cells[Arrays.asList(schema.fieldNames()).indexOf(column)] =
                        value == null ? null : Double.valueOf(value);
            }
            rows.add(RowFactory.create(cells));
        }
        Path table = write(schema, rows, 2);
        String where = value == null && !column.equals("key") ? ", id 5" : "";
        assertRefused(table + where + message, () -> open("cell", plan("parquet", table, "data.id=key")));
    }

    @Test
    void badArraysAreRefused() {
        assertArraysRefused(": column features has 2 values, the first row has 3", Arrays.asList(1.0, 2.0));
        assertArraysRefused(": column features has no value at place 2", Arrays.asList(1.0, null, 2.0));
        assertArraysRefused(": column features has no value in the row with label yes", null);
    }

    private static void assertArraysRefused(String message, List<Double> bad) {
        List<Row> rows = List.of(RowFactory.create("no", Arrays.asList(1.0, 2.0, 3.0)), RowFactory.create("yes", bad));
        Path table = write(Form.packed(DOUBLES), rows, 1);
        assertRefused(table + message, () -> open("array", plan("parquet", table)));
    }

    @Test
    void columnsThatAreMissingOrOfAWrongTypeAreRefused() {
        StructType schema = COLUMNS.add("text", DataTypes.StringType).add("list", DOUBLES);
        Path table = write(schema, List.of(RowFactory.create(1.0, "no", 2, 3f, "x", new double[] {1})), 1);
        BiFunction<String, String, ThrowingCallable> with =
                (key, value) -> () -> open("type", plan("parquet", table, "data.features=[a]", key + "=" + value));
        assertRefused(
                table + " has no column lable (data.label); did you mean label? Columns: a, label, b, c, text, list",
                with.apply("data.label", "lable"));
        assertRefused(
                table + " has no column target (data.label). Columns: a, label, b, c, text, list",
                with.apply("data.label", "target"));
        assertRefused(table + ": column a (data.id) must be of an integer type: double", with.apply("data.id", "a"));
        assertRefused(
                table
                        + ": feature column text is string; allowed are numeric columns, or one single array or vector column",
                with.apply("data.features", "[a, text]"));
        assertRefused(
                table
                        + ": feature column list is array<double>; allowed are numeric columns, or one single array or vector column",
                with.apply("data.features", "[a, list]"));
        assertRefused(
                table + ": column list (data.label) is array<double>; allowed are text, numbers and booleans",
                with.apply("data.label", "list"));
    }

    @Test
    void featuresWithAnotherUseAreRefusedAsInCsv() {
        StructType schema = COLUMNS.add("number", DataTypes.LongType);
        Path table = write(schema, List.of(RowFactory.create(1.0, "no", 2, 3f, 4L)), 1);
        BiFunction<String, String, ThrowingCallable> with =
                (features, more) -> () -> open("use", plan("parquet", table, "data.features=" + features, more));
        assertRefused("data.features names \"b\", which is the label or the id", with.apply("[a, b]", "data.label=b"));
        assertRefused(
                "data.features names \"number\", which is the label or the id",
                with.apply("[a, number]", "data.id=number"));
        assertRefused("data.features names \"a\", which it has named before", with.apply("[a, a]", "name=x"));
        assertRefused(
                "data.id and data.label must be different columns: \"number\"",
                () -> open("use", plan("parquet", table, "data.id=number", "data.label=number")));
    }

    @Test
    void tableWithoutRowsOrFeaturesIsRefused() {
        Path empty = write(COLUMNS, List.of(), 1);
        assertThatThrownBy(() -> open("empty", plan("parquet", empty)))
                .isInstanceOf(UserException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
        Path emptyArrays = write(Form.packed(FLOATS), List.of(), 1);
        assertRefused(emptyArrays + " has no rows", () -> open("empty", plan("parquet", emptyArrays)));
        StructType labels = new StructType().add("label", DataTypes.StringType).add("text", DataTypes.StringType);
        Path featureless = write(labels, List.of(RowFactory.create("no", "x")), 1);
        assertRefused(
                featureless + " has no numeric column beside the label",
                () -> open("featureless", plan("parquet", featureless)));
    }

    @Test
    void whatIsNoParquetTableIsRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("text.parquet"), "a,label\n1,no\n");
        Path nothing = Files.createDirectory(directory.resolve("nothing"));
        Path truncated = tableWithTruncatedFile();
        Path truncatedWithoutChecksum = tableWithTruncatedFile();
        try (var files = Files.list(truncatedWithoutChecksum)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".crc")).toList()) {
                Files.delete(file);
            }
        }
        for (Path bad : List.of(text, nothing, directory.resolve("absent"), truncated, truncatedWithoutChecksum)) {
            assertThatThrownBy(() -> open("bad", plan("parquet", bad)))
                    .as(bad.toString())
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith("Can't read the Parquet table " + bad + " (data.path): ")
                    .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
        }
    }

    /** Its first file, of which the columns are read, is whole. */
    private static Path tableWithTruncatedFile() throws IOException {
        Path table = write(COLUMNS, Form.COLUMNS_OF_MIXED_TYPES.rows(), 2);
        try (var files = Files.list(table)) {
            Path file = files.filter(path -> path.toString().endsWith(".parquet"))
                    .sorted()
                    .skip(1)
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        }
        return table;
    }

    private static void assertRefused(String message, ThrowingCallable opening) {
        assertThatThrownBy(opening).isInstanceOf(UserException.class).hasMessage(message);
    }

    private static Path write(StructType schema, List<Row> rows, int files) {
        Path table = directory.resolve("table-" + tables++);
        spark.session().createDataFrame(rows, schema).repartition(files).write().parquet(table.toString());
        return table;
    }

    private static TrainingPlan plan(String source, Path path, String... sets) {
        List<String> all = new ArrayList<>(List.of("data.source=" + source, "data.path='" + path + "'"));
        all.addAll(List.of(sets));
        return JobFile.parse(
                """
                network: {kind: mlp, hidden: [8]}
                training: {workers: 2, batch: 8, budget: {steps: 8}, steps_per_round: 2, evaluations: 1}
                data: {source: csv, path: none}
                """,
                "job.yaml",
                all);
    }

    private static PreparedData open(String run, TrainingPlan plan) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(spark.session().sparkContext());
        try (ExecutorStorage storage = new ExecutorStorage(context)) {
            return Pieces.survey(run, plan, spark.session(), storage).pack();
        }
    }

    private static Trained train(String source, Path path) {
        String run = source + tables++;
        TrainingPlan plan = plan(source, path);
        PreparedData data = open(run, plan);
        try (LocalBackend backend = new LocalBackend(
                plan, data.summary(), shards(run, data.scaler()), new Dl4jReplicaFactory(), System::nanoTime)) {
            return new Trained(ids(run), data.summary().fingerprint(), Training.weights(plan, backend));
        }
    }

    /** Ids in the packed files of a run. */
    private static Map<Part, Set<Long>> ids(String run) {
        Map<Part, Set<Long>> ids = new TreeMap<>();
        shards(run, Scaler.none(3)).forEach((part, shards) -> {
            Set<Long> ofPart = new TreeSet<>();
            for (Shard shard : shards) {
                for (int row = 0; row < shard.rows(); row++) {
                    assertThat(ofPart.add(shard.id(row))).as("id only once").isTrue();
                }
            }
            ids.put(part, ofPart);
        });
        return ids;
    }

    private static Map<Part, List<Shard>> shards(String run, Scaler scaler) {
        Path blocks =
                SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath();
        Map<Part, List<Shard>> shards = new TreeMap<>();
        for (Part part : Part.values()) {
            List<Shard> ofPart = new ArrayList<>();
            for (int index = 0; index < WORKERS; index++) {
                String name = part.name().toLowerCase(Locale.ROOT) + "-" + index + ".shard";
                Path file = blocks.resolve("espalier-" + run).resolve(name);
                if (Files.exists(file)) {
                    ofPart.add(ShardFile.open(file, scaler));
                }
            }
            shards.put(part, ofPart);
        }
        return shards;
    }
}
