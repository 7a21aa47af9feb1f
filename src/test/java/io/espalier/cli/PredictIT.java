package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.data.CloseableIterator;
import io.espalier.data.RawExample;
import io.espalier.data.Readers;
import io.espalier.run.DataPlan;
import io.espalier.run.Source;
import io.espalier.testing.RunChecks;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A saved model on the same examples from every kind of source. */
class PredictIT {
    private static final int PIXELS = 64;

    @TempDir
    Path directory;

    private static String digitsModel;
    private static List<RawExample> digits;

    @BeforeAll
    static void trainOnDigits() throws IOException {
        digitsModel = TinyJob.undisturbed().directory().toString();
        DataPlan plan = DataPlan.reading(Source.DIGITS, Optional.empty(), "label", List.of(), Optional.empty());
        digits = new ArrayList<>();
        try (CloseableIterator<RawExample> rows =
                Readers.of(plan, Part.TRAIN).orElseThrow().open()) {
            rows.forEachRemaining(digits::add);
        }
    }

    @Test
    void tableOfColumnsGivesWhatTheSourceGives() {
        StructType schema = new StructType().add("label", DataTypes.IntegerType);
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            schema = schema.add("p" + pixel, DataTypes.FloatType);
        }
        List<Row> rows = digits.stream()
                .map(digit -> {
                    Object[] cells = new Object[1 + PIXELS];
                    cells[0] = Integer.valueOf(digit.label());
                    IntStream.range(0, PIXELS).forEach(pixel -> cells[1 + pixel] = digit.features()[pixel]);
                    return RowFactory.create(cells);
                })
                .toList();
        assertLikeDigits(write("columns.parquet", schema, rows));
    }

    @Test
    void tableOfArraysGivesWhatTheSourceGives() {
        StructType schema = new StructType()
                .add("weight", DataTypes.DoubleType)
                .add("label", DataTypes.StringType)
                .add("pixels", DataTypes.createArrayType(DataTypes.FloatType));
        List<Row> rows = digits.stream()
                .map(digit -> RowFactory.create(0.5, digit.label(), digit.features()))
                .toList();
        assertLikeDigits(write("arrays", schema, rows));
    }

    private void assertLikeDigits(Path data) {
        assertThat(ok("predict", digitsModel, data.toString())).isEqualTo(ok("predict", digitsModel, "digits"));
        assertThat(ok("evaluate", digitsModel, data.toString())).isEqualTo(ok("evaluate", digitsModel, "digits"));
    }

    @Test
    void imagesAloneGiveWhatTheSourceGives() throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + digits.size() * PIXELS);
        images.put(new byte[] {0, 0, 8, 3}).putInt(digits.size()).putInt(8).putInt(8);
        for (RawExample digit : digits) {
            for (float pixel : digit.features()) {
                images.put((byte) pixel);
            }
        }
        String expected = ok("predict", digitsModel, "digits");
        Path file = Files.write(directory.resolve("digits.idx"), images.array());
        assertThat(ok("predict", digitsModel, file.toString())).isEqualTo(expected);
        Path alone = Files.createDirectory(directory.resolve("alone"));
        Files.write(alone.resolve("t10k-images-idx3-ubyte"), images.array());
        assertThat(ok("predict", digitsModel, alone.toString())).isEqualTo(expected);
        Refusal.of(directory, "evaluate", digitsModel, alone.toString())
                .startsWith("DATA: " + alone + " has no file train-images-idx3-ubyte");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void dataOfUnknownSizeIsRefused() throws Exception {
        Path images = Files.createDirectory(directory.resolve("images")).resolve("train-images-idx3-ubyte");
        Path part = Files.createDirectory(directory.resolve("table")).resolve("part-0.parquet");
        Path lines = directory.resolve("lines.csv");
        for (Path pipe : List.of(images, part, lines)) {
            assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        }
        Files.createFile(images.resolveSibling("train-labels-idx1-ubyte"));
        for (String command : List.of("predict", "evaluate")) {
            Refusal.of(directory, command, digitsModel, lines.toString())
                    .isEqualTo("DATA must be a regular file or directory: " + lines);
            Refusal.of(directory, command, digitsModel, images.getParent().toString())
                    .isEqualTo("DATA must be a regular file or directory: " + images);
            Refusal.of(directory, command, digitsModel, part.getParent().toString())
                    .isEqualTo("DATA must hold regular files only: " + part);
        }
    }

    @Test
    void classWithoutExamplesIsSaidOnce() throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + PIXELS).put(new byte[] {0, 0, 8, 3});
        images.putInt(1).putInt(8).putInt(8);
        ByteBuffer labels =
                ByteBuffer.allocate(9).put(new byte[] {0, 0, 8, 1}).putInt(1).put((byte) 7);
        Files.write(directory.resolve("train-images-idx3-ubyte"), images.array());
        Files.write(directory.resolve("train-labels-idx1-ubyte"), labels.array());
        String warning = "warning: The data has no examples of 9 of 10 classes: 0, 1, 2, 3, 4, 5, 6, 8, 9";
        TinyJob.Result text = TinyJob.run("evaluate", digitsModel, directory.toString());
        assertThat(text.err().lines()).containsExactly(warning);
        assertThat(text.out()).contains("     - % of 0").doesNotContain("NaN");
        TinyJob.Result json = TinyJob.run("evaluate", digitsModel, directory.toString(), "--json");
        assertThat(json.err().lines()).containsExactly(warning);
        assertThat(json.out()).contains("\"9\" : null").doesNotContain("NaN");
    }

    @Test
    void tableIsReadByTheNamesOfTheModel() throws IOException {
        StringBuilder csv = new StringBuilder("length,width,species\n");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            double length = i % 7 * 0.25;
            double width = 100 + i % 11;
            String species = length * 40 > width - 100 ? "crocus" : "tulip";
            csv.append(length)
                    .append(',')
                    .append(width)
                    .append(',')
                    .append(species)
                    .append('\n');
            rows.add(RowFactory.create("bed", width, (long) i, (float) length));
        }
        Path data = Files.writeString(directory.resolve("flowers.csv"), csv);
        String model = train("data: {source: csv, path: " + data + ", label: species}");
        StructType schema = new StructType()
                .add("place", DataTypes.StringType)
                .add("width", DataTypes.DoubleType)
                .add("number", DataTypes.LongType)
                .add("length", DataTypes.FloatType);
        Path table = write("flowers.parquet", schema, rows);
        List<String> expected = ok("predict", model, data.toString(), "--label", "species")
                .lines()
                .toList();
        assertThat(ok("predict", model, table.toString()).lines()).isEqualTo(expected);
        assertThat(ok("predict", model, table.toString(), "--id", "number")
                        .lines()
                        .skip(1))
                .allMatch(line -> line.matches("(\\d+),\\d+,(crocus|tulip),0\\.\\d{6}"))
                .first()
                .asString()
                .startsWith("1,0,");

        Path renamed = write("renamed.parquet", schema(schema, "length", "lenght"), rows);
        Refusal.of(directory, "predict", model, renamed.toString())
                .isEqualTo(renamed + " has no column length (a feature of the model); did you mean lenght?"
                        + " Columns: place, width, number, lenght");
        Refusal.of(directory, "evaluate", model, table.toString()).startsWith(table + " has no column label (--label)");
    }

    private static StructType schema(StructType schema, String from, String to) {
        StructType renamed = new StructType();
        for (var field : schema.fields()) {
            renamed = renamed.add(field.name().equals(from) ? to : field.name(), field.dataType());
        }
        return renamed;
    }

    @Test
    void sourceThatIsNoneOrMissing() throws IOException {
        Refusal.of(directory, "predict", digitsModel, "digits", "--source", "table")
                .isEqualTo("--source must be digits, idx, csv or parquet: table");
        Path file = Files.writeString(directory.resolve("data.bin"), "x");
        Refusal.of(directory, "predict", digitsModel, file.toString())
                .isEqualTo("Can't tell what kind of data " + file
                        + " is; say it with --source digits, idx, csv or parquet");
        Path missing = directory.resolve("none.parquet");
        Refusal.of(directory, "predict", digitsModel, missing.toString())
                .isEqualTo("DATA: there is no file or directory " + missing);
        Refusal.of(directory, "predict", digitsModel, file.toString(), "--source", "parquet")
                .startsWith("Can't read the Parquet table " + file + " (DATA): ");
        Path csv = Files.writeString(directory.resolve("data.csv"), "a,b\n1,2\n");
        Refusal.of(directory, "evaluate", digitsModel, csv.toString())
                .startsWith(csv + " has no column \"label\" (--label)");
        Refusal.of(directory, "evaluate", digitsModel, csv.toString(), "--label", "b", "--id", "b")
                .isEqualTo("--id and --label must be different columns: \"b\"");
        Path none = directory.resolve("none.csv");
        Refusal.of(directory, "predict", digitsModel, none.toString()).isEqualTo("DATA: there is no file " + none);
    }

    private String train(String data) throws IOException {
        Path job = Files.writeString(
                directory.resolve("job.yaml"),
                data + "\nnetwork: {kind: mlp, hidden: [8]}\ntraining: {budget: {epochs: 4}, batch: 8}\n");
        Path output = directory.resolve("runs");
        ok("train", job.toString(), "--master", "local[1]", "--output", output.toString());
        return RunChecks.onlyDirectory(output).toString();
    }

    private static String ok(String... arguments) {
        TinyJob.Result result = TinyJob.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    private Path write(String name, StructType schema, List<Row> rows) {
        Path table = directory.resolve(name);
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate()) {
            spark.createDataFrame(rows, schema).coalesce(1).write().parquet(table.toString());
        }
        return table;
    }
}
