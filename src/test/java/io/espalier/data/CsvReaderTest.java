package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.espalier.UserException;
import io.espalier.network.Shape;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
    @TempDir
    Path directory;

    @Test
    void readsFeaturesAndLabelByName() {
        Path file = file("x,label,y\n1,cat,2.5\n-3e2,dog,+.5\n");

        ExampleReader reader = reader(Plans.csv(file));

        assertThat(reader.format()).isEqualTo(new ExampleFormat(Shape.flat(2), List.of("x", "y")));
        List<RawExample> rows = read(reader);
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).features()).containsExactly(1, 2.5f);
        assertThat(rows.get(1).features()).containsExactly(-300, 0.5f);
        assertThat(rows.get(0).label()).isEqualTo("cat");
        assertThat(rows.get(1).label()).isEqualTo("dog");
        assertThat(rows.get(0).hasKey()).isFalse();
        assertThat(rows.get(0).where()).isEqualTo(file + ", line 2");
        assertThat(rows.get(1).where()).isEqualTo(file + ", line 3");
    }

    @Test
    void readsTheSameTwice() {
        ExampleReader reader = reader(Plans.csv(file("x,label\n1,a\n2,b\n")));
        assertThat(read(reader)).hasSize(2);
        assertThat(read(reader)).hasSize(2);
    }

    @Test
    void takesChosenFeaturesInTheOrderGiven() {
        Path file = file("a,b,text,label,c\n1,2,hello,0,3\n");
        ExampleReader reader = reader(Plans.csv(file).features("c", "a"));
        assertThat(reader.format().featureNames()).containsExactly("c", "a");
        assertThat(read(reader).get(0).features()).containsExactly(3, 1);
    }

    @Test
    void takesTheKeyFromItsColumn() {
        ExampleReader reader = reader(
                Plans.csv(file("id,x,label\n-7,1,a\n9223372036854775807,2,b\n")).id("id"));
        List<RawExample> rows = read(reader);
        assertThat(reader.format().featureNames()).containsExactly("x");
        assertThat(rows.get(0).hasKey()).isTrue();
        assertThat(rows.get(0).key()).isEqualTo(-7);
        assertThat(rows.get(1).key()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void readsQuotesAndCountsTheLinesInThem() {
        Path file = file("x,\"the \"\"label\"\"\"\n1,\"a, b\"\n\"2\",\"two\nlines\"\n3,\" kept \"\nbad,c\n");
        try (CloseableIterator<RawExample> rows =
                reader(Plans.csv(file).label("the \"label\"")).open()) {
            assertThat(rows.next().label()).isEqualTo("a, b");
            assertThat(rows.next().label()).isEqualTo("two\nlines");
            RawExample third = rows.next();
            assertThat(third.label()).isEqualTo(" kept ");
            assertThat(third.where()).endsWith("line 5");
            assertThatThrownBy(rows::next).hasMessageStartingWith(file + ", line 6, column \"x\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x,label\r\n1,a\r\n2,b\r\n",
                "x,label\r1,a\r2,b",
                "\ufeffx,label\n1,a\n2,b",
                " x , label \n 1 , a \n2,b\n",
                "\nx,label\n\n1,a\n  \n2,b\n\n"
            })
    void toleratesLineEndsByteOrderMarkSpacesAndEmptyLines(String text) {
        List<RawExample> rows = read(reader(Plans.csv(file(text))));
        assertThat(rows).extracting(RawExample::label).containsExactly("a", "b");
        assertThat(rows.get(1).features()).containsExactly(2);
    }

    @Test
    void namesTheRightLineAfterEmptyOnesAndWindowsLineEnds() {
        Path file = file("x,label\r\n1,a\r\n\r\n\r\nbad,b\r\n");
        assertThatThrownBy(() -> read(reader(Plans.csv(file)))).hasMessageStartingWith(file + ", line 5, column \"x\"");
    }

    @Test
    void knowsGzipByItsFirstBytes() throws IOException {
        Path file = directory.resolve("compressed.csv");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("x,label\n1,a\n2,ü\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(read(reader(Plans.csv(file)))).extracting(RawExample::label).containsExactly("a", "ü");
    }

    @Test
    void streamsMoreRowsThanItsBuffersHold() {
        StringBuilder text = new StringBuilder("x,label\n");
        for (int i = 0; i < 50_000; i++) {
            text.append(i).append(",a\n");
        }
        List<RawExample> rows = read(reader(Plans.csv(file(text.toString()))));
        assertThat(rows).hasSize(50_000);
        assertThat(rows.get(49_999).features()).containsExactly(49_999);
        assertThat(rows.get(49_999).where()).endsWith(", line 50001");
    }

    @Test
    void partsGivenApartHaveTheFeaturesOfTheMainPart() {
        Path main = file("a,b,label\n1,2,x\n");
        Path test = write("test.csv", "extra,label,b,a\nhello,y,20,10\n");
        Plans plans = Plans.csv(main).test(test);
        ExampleReader reader = Readers.of(plans.plan(), Part.TEST).orElseThrow();
        assertThat(reader.format().featureNames()).containsExactly("a", "b");
        assertThat(read(reader).get(0).features()).containsExactly(10, 20);
        assertThat(Readers.of(plans.plan(), Part.VALIDATION)).isEmpty();
        Path wrong = write("wrong.csv", "a,label\n1,x\n");
        assertThatThrownBy(() -> Readers.of(Plans.csv(main).validation(wrong).plan(), Part.VALIDATION))
                .isInstanceOf(UserException.class)
                .hasMessage(wrong + " has no column \"b\" (data.features). Its columns are a, label");
    }

    @Test
    void needsNoLabelForPredictions() {
        for (String text : List.of("x,y\n1,2\n", "label,x,y\n,1,2\n")) {
            ExampleReader reader =
                    Readers.unlabelled(Plans.csv(file(text)).plan()).orElseThrow();
            assertThat(reader.format().featureNames()).containsExactly("x", "y");
            assertThat(read(reader).get(0).label()).isEmpty();
            assertThat(read(reader).get(0).features()).containsExactly(1, 2);
        }
        assertThat(read(Readers.unlabelled(Plans.digits().plan()).orElseThrow()))
                .hasSize(1797);
    }

    @Test
    void mayBeImages() {
        Path file = file("a,b,c,d,e,f,label\n1,2,3,4,5,6,x\n");
        assertThat(reader(Plans.csv(file).image(2, 3, 1)).format().shape()).isEqualTo(new Shape(1, 2, 3));
        assertRefused(
                () -> reader(Plans.csv(file).image(2, 2, 1)),
                "data.image [2, 2, 1] has 4 values, but an example of " + file + " has 6");
    }

    @Test
    void travels() throws IOException, ClassNotFoundException {
        ExampleReader reader =
                Travel.there(reader(Plans.csv(file("id,x,label\n5,1,a\n")).id("id")));
        assertThat(read(reader).get(0).key()).isEqualTo(5);
        assertThat(Travel.there(read(reader).get(0)).label()).isEqualTo("a");
    }

    @Test
    void endsWithNoSuchElement() {
        try (CloseableIterator<RawExample> rows =
                reader(Plans.csv(file("x,label\n1,a\n"))).open()) {
            rows.next();
            assertThat(rows.hasNext()).isFalse();
            assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`1,a`| 2 cells are expected, as in the header; found 3 |1,a,b",
                "`1,a`| 2 cells are expected, as in the header; found 1 |1",
            })
    void refusesARaggedRow(String good, String message, String bad) {
        Path file = file("x,label\n" + good + "\n" + bad + "\n");
        assertRefused(() -> read(reader(Plans.csv(file))), file + ", line 3: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc | a finite number",
                "NaN | a finite number",
                "-Infinity | a finite number",
                "1f | a finite number",
                "0x10 | a finite number",
                "1e | a finite number",
                "'' | a finite number",
                "1 2 | a finite number",
                ". | a finite number",
                "3.5e38 | a number below 3.4e38",
                "-1e999 | a number below 3.4e38",
            })
    void refusesACellThatIsNoFiniteNumber(String cell, String needed) {
        Path file = file("x,label\n1,a\n" + cell + ",b\n");
        assertRefused(
                () -> read(reader(Plans.csv(file))),
                file + ", line 3, column \"x\": " + needed + " is needed, not \"" + cell + "\"");
    }

    @Test
    void shortensALongCell() {
        Path file = file("x,label\n" + "a".repeat(50) + ",b\n");
        assertRefused(
                () -> read(reader(Plans.csv(file))),
                file + ", line 2, column \"x\": a finite number is needed, not \"" + "a".repeat(40) + "...\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NaN", "nan"})
    void refusesALabelThatIsNone(String label) {
        Path file = file("x,label\n1," + label + "\n");
        assertRefused(
                () -> reader(Plans.csv(file)),
                file + ", line 2, column \"label\": a class is needed, not \"" + label + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.5", "abc", "9223372036854775808"})
    void refusesAKeyThatIsNoInteger(String key) {
        Path file = file("id,x,label\n" + key + ",1,a\n");
        assertRefused(
                () -> reader(Plans.csv(file).id("id")),
                file + ", line 2, column \"id\": an integer of at most 64 bits is needed, not \"" + key + "\"");
    }

    @Test
    void refusesColumnsThatDoNotExist() {
        Path file = file("x,Label,species\n1,a,b\n");
        assertRefused(
                () -> reader(Plans.csv(file).label("label")),
                file + " has no column \"label\" (data.label); is it \"Label\"? Its columns are x, Label, species");
        assertRefused(
                () -> reader(Plans.csv(file).label("target")),
                file + " has no column \"target\" (data.label). Its columns are x, Label, species");
        assertRefused(
                () -> reader(Plans.csv(file).label("species").id("key")),
                file + " has no column \"key\" (data.id). Its columns are x, Label, species");
        assertRefused(
                () -> reader(Plans.csv(file).label("species").features("x", "labe")),
                file + " has no column \"labe\" (data.features); is it \"Label\"? Its columns are x, Label, species");
    }

    @Test
    void refusesFeaturesWithAnotherUse() {
        Path file = file("id,x,label\n1,2,a\n");
        assertRefused(
                () -> reader(Plans.csv(file).features("x", "label")),
                "data.features names \"label\", which is the label or the id");
        assertRefused(
                () -> reader(Plans.csv(file).features("x", "x")),
                "data.features names \"x\", which it has named before");
        assertRefused(
                () -> reader(Plans.csv(file).id("label")),
                "data.id and data.label must be different columns: \"label\"");
        Path bare = write("bare.csv", "id,label\n1,a\n");
        assertRefused(() -> reader(Plans.csv(bare).id("id")), bare + " has no column beside label and id: no features");
    }

    @Test
    void refusesABadHeader() {
        Path twice = file("x,label,x\n1,a,2\n");
        assertRefused(() -> reader(Plans.csv(twice)), twice + ", line 1: column \"x\" stands twice");
        Path unnamed = write("unnamed.csv", ",x,label\n0,1,a\n");
        assertRefused(
                () -> reader(Plans.csv(unnamed)),
                unnamed + ", line 1: column 1 has no name; name it, or list the columns to use in data.features");
        assertThat(reader(Plans.csv(unnamed).features("x")).format().featureNames())
                .containsExactly("x");
    }

    @Test
    void refusesAFileWithoutRows() {
        Path empty = file("");
        assertRefused(() -> reader(Plans.csv(empty)), empty + " is empty; a CSV file with a header is needed");
        Path blank = write("blank.csv", "\ufeff\n\n");
        assertRefused(() -> reader(Plans.csv(blank)), blank + " is empty; a CSV file with a header is needed");
        Path header = write("header.csv", "x,label\n\n");
        assertRefused(() -> reader(Plans.csv(header)), header + " has a header but no rows");
    }

    @Test
    void refusesWhatIsNoFile() {
        Path missing = directory.resolve("missing.csv");
        assertRefused(() -> reader(Plans.csv(missing)), "data.path: there is no file " + missing);
        assertRefused(() -> reader(Plans.csv(directory)), "data.path must be a file; " + directory + " is a directory");
    }

    @Test
    void refusesAFileWithoutPermission() {
        Path secret = file("x,label\n1,a\n");
        assertThat(secret.toFile().setReadable(false)).isTrue();
        assumeThat(Files.isReadable(secret)).as("root reads everything").isFalse();
        assertRefused(() -> reader(Plans.csv(secret)), "data.path: " + secret + " can't be read: permission denied");
    }

    @Test
    void refusesANameThatIsNoLocalFile() {
        assertRefused(() -> new DataFile("data.path", "a\0b"), "data.path is not a file name: a\0b");
        assertRefused(
                () -> new DataFile("data.path", "s3a://bucket/x.csv"),
                "data.path must be a file on this machine; only parquet is read from elsewhere: s3a://bucket/x.csv");
    }

    @Test
    void refusesABinaryFile() throws IOException {
        Path file = directory.resolve("binary.csv");
        Files.write(file, new byte[] {'P', 'K', 3, 4, '\n', 0, 0, 7});
        assertRefused(
                () -> reader(Plans.csv(file)),
                file + ", line 2: a NUL byte; a text file is needed, this one is binary");
    }

    @Test
    void refusesTextThatIsNotUtf8() throws IOException {
        Path file = directory.resolve("latin1.csv");
        Files.writeString(file, "x,label\n1,a\n2,\u00fc\n", Charset.forName("ISO-8859-1"));
        assertRefused(() -> reader(Plans.csv(file)), file + ", line 3: not UTF-8 text; a CSV file in UTF-8 is needed");
    }

    @Test
    void refusesATruncatedGzipFile() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 1000; i++) {
                out.write(("" + i * 7919L).getBytes(StandardCharsets.UTF_8));
            }
        }
        Path file = directory.resolve("short.csv.gz");
        Files.write(file, Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
        assertRefused(() -> reader(Plans.csv(file)), "data.path: " + file + " is a damaged or truncated gzip file");
        Files.write(file, new byte[] {0x1f, (byte) 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9});
        assertRefused(() -> reader(Plans.csv(file)), "data.path: " + file + " is a damaged or truncated gzip file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2,\"open\n3,b\n", "2,\"a\"b\n"})
    void refusesBrokenQuotes(String row) {
        Path file = file("x,label\n1,a\n" + row);
        assertRefused(
                () -> read(reader(Plans.csv(file))),
                file + ", line 3: in the row that begins here, a quote is not closed, or text follows a closing one");
    }

    @Test
    void refusesARowWithoutEnd() {
        Path file = file("x,label\n1,\"" + "0123456789abcdef".repeat(CsvText.MAX_ROW_CHARACTERS / 16 + 1000));
        assertRefused(
                () -> read(reader(Plans.csv(file))),
                file + ", line 2: a row is longer than 16777216 characters; is a quote before it not closed?");
    }

    private static void assertRefused(ThrowingCallable action, String message) {
        assertThatThrownBy(action).isInstanceOf(UserException.class).hasMessage(message);
    }

    private static ExampleReader reader(Plans plans) {
        return Readers.of(plans.plan(), Part.TRAIN).orElseThrow();
    }

    private static List<RawExample> read(ExampleReader reader) {
        List<RawExample> rows = new ArrayList<>();
        try (CloseableIterator<RawExample> examples = reader.open()) {
            examples.forEachRemaining(rows::add);
        }
        return rows;
    }

    private Path file(String text) {
        return write("data.csv", text);
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
