package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.data.RawExample;
import io.espalier.run.DataPlan;
import io.espalier.run.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that a trained model is applied to. */
class ParquetStreamIT {
    private static final StructType COLUMNS = new StructType()
            .add("key", DataTypes.IntegerType)
            .add("length", DataTypes.DoubleType)
            .add("label", DataTypes.StringType)
            .add("width", DataTypes.FloatType)
            .add("place", DataTypes.StringType);
    private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType);

    private static LocalSpark spark;

    @TempDir
    Path directory;

    @BeforeAll
    static void startSpark() {
        spark = new LocalSpark(2);
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    private static List<Row> rows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> RowFactory.create(i, i * 0.5, "c" + i % 2, -1f * i, "here"))
                .toList();
    }

    @Test
    void columnsAreFoundByTheNamesOfTheModel() {
        Path table = write("table", COLUMNS, rows(0, 3));
        List<RawExample> examples = read(plan(table, List.of("width", "length"), Optional.of("key")), true);
        assertThat(examples).extracting(RawExample::key).containsExactly(0L, 1L, 2L);
        assertThat(examples).extracting(RawExample::label).containsExactly("c0", "c1", "c0");
        assertThat(examples.get(2).features()).containsExactly(-2, 1);
        assertThat(examples.get(2).where()).isEqualTo(table + ", id 2");
    }

    @Test
    void predictionsNeedNoLabelAndNoId() {
        StructType schema = new StructType().add("length", DataTypes.DoubleType).add("width", DataTypes.LongType);
        Path table = write("table", schema, List.of(RowFactory.create(1.5, 7L)));
        RawExample example = read(plan(table, List.of("length", "width"), Optional.empty()), false)
                .get(0);
        assertThat(example.features()).containsExactly(1.5f, 7);
        assertThat(example.label()).isEmpty();
        assertThat(example.hasKey()).isFalse();
    }

    @Test
    void labelIsNoFeatureWhereItIsNotRead() {
        StructType schema = new StructType().add("label", DataTypes.IntegerType).add("x", DataTypes.DoubleType);
        Path table = write("table", schema, List.of(RowFactory.create(1, 0.25)));
        assertThat(read(plan(table, List.of(), Optional.empty()), false).get(0).features())
                .containsExactly(0.25f);
    }

    @Test
    void arrayOrVectorIsTakenBesideNumbersWhereTheModelHasNoNames() {
        StructType schema = new StructType()
                .add("weight", DataTypes.DoubleType)
                .add("pixels", FLOATS)
                .add("label", DataTypes.IntegerType);
        Path arrays = write("arrays", schema, List.of(RowFactory.create(9.0, new float[] {1, 2}, 0)));
        assertThat(read(plan(arrays, List.of(), Optional.empty()), true).get(0).features())
                .containsExactly(1, 2);
        StructType vector = new StructType().add("v", SQLDataTypes.VectorType());
        Path vectors = write(
                "vectors", vector, List.of(RowFactory.create(Vectors.sparse(3, new int[] {1}, new double[] {5}))));
        assertThat(read(plan(vectors, List.of(), Optional.empty()), false)
                        .get(0)
                        .features())
                .containsExactly(0, 5, 0);
    }

    @Test
    void filesAreReadInTheOrderOfTheirNames() throws IOException {
        Path table = Files.createDirectory(directory.resolve("100% [a-z]* {x} data"));
        // Spark itself would begin with the largest.
        move(write("small", COLUMNS, rows(0, 2)), table.resolve("a.parquet"));
        move(write("large", COLUMNS, rows(2, 5000)), table.resolve("b.parquet"));
        move(write("middle", COLUMNS, rows(5000, 5100)), table.resolve("c.parquet"));
        assertThat(read(plan(table, List.of("length"), Optional.of("key")), true))
                .extracting(RawExample::key)
                .containsExactlyElementsOf(
                        IntStream.range(0, 5100).mapToObj(i -> (long) i).toList());
    }

    @Test
    void directoriesMayGiveAColumn() {
        Path table = directory.resolve("parts");
        for (int year : new int[] {2024, 2023}) {
            write("parts/year=" + year, COLUMNS, rows(year, year + 2));
        }
        assertThat(read(plan(table, List.of("year"), Optional.of("key")), true))
                .extracting(example -> example.key() + ":" + (int) example.features()[0])
                .containsExactly("2023:2023", "2024:2023", "2024:2024", "2025:2024");
    }

    @Test
    void partsOfOneFileAreReadInOrder() {
        Path table = directory.resolve("parts-of-a-file");
        int rows = 1_000_000;
        spark.session()
                .range(0, rows, 1, 1)
                .withColumn("length", functions.rand(1))
                .withColumnRenamed("id", "key")
                .write()
                .option("parquet.block.size", 1 << 20)
                .parquet(table.toString());
        int parts = spark.session().read().parquet(table.toString()).toJavaRDD().getNumPartitions();
        assertThat(parts).as("parts that Spark makes of the file").isGreaterThan(1);
        ParquetStream stream = open(plan(table, List.of("length"), Optional.of("key")), false);
        long disordered = IntStream.range(0, rows)
                .filter(row -> stream.next().key() != row)
                .count();
        assertThat(disordered).isZero();
        assertThat(stream.hasNext()).isFalse();
    }

    @Test
    void columnsThatAreMissingOrNotNumericAreRefused() {
        Path table = write("table", COLUMNS, rows(0, 2));
        String columns = " Columns: key, length, label, width, place";
        assertRefused(
                table + " has no column lenght (a feature of the model); did you mean length?" + columns,
                () -> open(plan(table, List.of("lenght"), Optional.empty()), false));
        assertRefused(
                table + ": feature column place is string; allowed are numeric columns, or one single array or vector"
                        + " column",
                () -> open(plan(table, List.of("length", "place"), Optional.empty()), false));
        assertRefused(
                table + " has no column keys (--id); did you mean key?" + columns,
                () -> open(plan(table, List.of("length"), Optional.of("keys")), false));
        assertRefused(
                table + " has no column class (--label)." + columns,
                () -> open(
                        DataPlan.reading(
                                Source.PARQUET,
                                Optional.of(table.toString()),
                                "class",
                                List.of("length"),
                                Optional.empty()),
                        true));
    }

    @Test
    void numericColumnOfANearNameIsOffered() {
        StructType schema = new StructType().add("width", DataTypes.StringType).add("widths", DataTypes.DoubleType);
        Path table = write("table", schema, List.of(RowFactory.create("1", 1.0)));
        assertRefused(
                table + ": feature column width is string; allowed are numeric columns, or one single array or vector"
                        + " column; did you mean widths?",
                () -> open(plan(table, List.of("width"), Optional.empty()), false));
    }

    @Test
    void badCellNamesTheRow() {
        List<Row> rows = new ArrayList<>(rows(0, 5));
        rows.set(3, RowFactory.create(3, null, "c1", 1f, "here"));
        Path table = write("table", COLUMNS, rows);
        assertRefused(
                table + ", id 3: column length has no value",
                () -> read(plan(table, List.of("length"), Optional.of("key")), false));
    }

    @Test
    void tableWithoutRowsIsRefused() {
        Path table = write("table", COLUMNS, List.of());
        assertRefused(table + " has no rows", () -> open(plan(table, List.of("length"), Optional.empty()), false));
    }

    @Test
    void damagedFileIsRefused() throws IOException {
        Path table = Files.createDirectory(directory.resolve("damaged"));
        move(write("whole", COLUMNS, rows(0, 100)), table.resolve("a.parquet"));
        Path file = move(write("half", COLUMNS, rows(100, 200)), table.resolve("b.parquet"));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> read(plan(table, List.of("length"), Optional.empty()), false))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Can't read the Parquet table " + table + " (DATA): ")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void endsWithNoSuchElement() {
        ParquetStream stream =
                open(plan(write("table", COLUMNS, rows(0, 1)), List.of("length"), Optional.empty()), false);
        stream.next();
        assertThat(stream.hasNext()).isFalse();
        assertThatThrownBy(stream::next).isInstanceOf(NoSuchElementException.class);
    }

    private static DataPlan plan(Path table, List<String> features, Optional<String> id) {
        return DataPlan.reading(Source.PARQUET, Optional.of(table.toString()), "label", features, id);
    }

    private static ParquetStream open(DataPlan plan, boolean labelled) {
        return ParquetStream.open(spark.session(), plan, labelled);
    }

    private static List<RawExample> read(DataPlan plan, boolean labelled) {
        List<RawExample> examples = new ArrayList<>();
        open(plan, labelled).forEachRemaining(examples::add);
        return examples;
    }

    private static void assertRefused(String message, ThrowingCallable opening) {
        assertThatThrownBy(opening).isInstanceOf(UserException.class).hasMessage(message);
    }

    private Path write(String name, StructType schema, List<Row> rows) {
        Path table = directory.resolve(name);
        spark.session()
                .createDataFrame(rows, schema)
                .coalesce(1)
                .write()
                .mode(SaveMode.Append)
                .parquet(table.toString());
        return table;
    }

    /** The only file of a table, elsewhere; without its checksum. */
    private static Path move(Path table, Path target) throws IOException {
        try (var files = Files.list(table)) {
            Path file = files.filter(path -> path.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            return Files.move(file, target);
        }
    }
}
