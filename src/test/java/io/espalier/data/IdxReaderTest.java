package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.network.Shape;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
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

class IdxReaderTest {
    @TempDir
    Path directory;

    @Test
    void readsADirectoryWithBothParts() throws IOException {
        write("train-images-idx3-ubyte", images(3, 2, 4));
        write("train-labels-idx1-ubyte", labels(3));
        write("t10k-images-idx3-ubyte", images(2, 2, 4));
        write("t10k-labels-idx1-ubyte", labels(2));

        ExampleReader train =
                Readers.of(Plans.idx(directory).plan(), Part.TRAIN).orElseThrow();

        assertThat(train.format()).isEqualTo(new ExampleFormat(new Shape(1, 2, 4), List.of()));
        List<RawExample> rows = read(train);
        assertThat(rows).extracting(RawExample::label).containsExactly("250", "251", "252");
        assertThat(rows.get(0).features()).containsExactly(0, 37, 74, 111, 148, 185, 222, 3);
        assertThat(rows.get(1).features()[0]).isEqualTo(8 * 37 % 256);
        assertThat(rows.get(2).where()).isEqualTo(directory + "/train-images-idx3-ubyte, row 3");
        assertThat(rows.get(2).hasKey()).isFalse();
        assertThat(read(Readers.of(Plans.idx(directory).plan(), Part.TEST).orElseThrow()))
                .hasSize(2);
        assertThat(Readers.of(Plans.idx(directory).plan(), Part.VALIDATION)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "train-images.idx3-ubyte, train-labels.idx1-ubyte, false",
        "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, true",
        "train-images.idx3-ubyte.gz, train-labels-idx1-ubyte, true",
    })
    void knowsTheUsualNames(String imageName, String labelName, boolean compressed) throws IOException {
        write(imageName, compressed ? gzip(images(2, 3, 3)) : images(2, 3, 3));
        write(labelName, labels(2));
        assertThat(read(reader(Plans.idx(directory)))).hasSize(2);
        assertThat(Readers.of(Plans.idx(directory).plan(), Part.TEST)).isEmpty();
    }

    @Test
    void readsAPairOfFiles() throws IOException {
        Path flat = write("vectors", idx(new int[] {2, 5}, 10));
        Path colour = write("colour", idx(new int[] {2, 3, 4, 5}, 120));
        Path labels = write("classes", labels(2));
        assertThat(reader(Plans.pair(flat, labels)).format().shape()).isEqualTo(Shape.flat(5));
        assertThat(reader(Plans.pair(colour, labels)).format().shape()).isEqualTo(new Shape(3, 4, 5));
        assertThat(reader(Plans.pair(flat, labels).image(5, 1, 1)).format().shape())
                .isEqualTo(new Shape(1, 5, 1));
        assertThat(read(reader(Plans.pair(colour, labels)))).hasSize(2);
    }

    @Test
    void readsPartsGivenApart() throws IOException {
        Path images = write("a", images(2, 2, 2));
        Path labels = write("b", labels(2));
        Path test = Files.createDirectory(directory.resolve("test"));
        Files.write(test.resolve("test-images-idx3-ubyte"), images(4, 2, 2));
        Files.write(test.resolve("test-labels-idx1-ubyte"), labels(4));
        Plans plans = Plans.pair(images, labels).test(test).validation(test);
        assertThat(read(Readers.of(plans.plan(), Part.TEST).orElseThrow())).hasSize(4);
        assertThat(read(Readers.of(plans.plan(), Part.VALIDATION).orElseThrow()))
                .hasSize(4);
    }

    @Test
    void refusesPartsOfAnotherShape() throws IOException {
        write("train-images-idx3-ubyte", images(2, 2, 4));
        write("train-labels-idx1-ubyte", labels(2));
        write("t10k-images-idx3-ubyte", images(2, 4, 2));
        write("t10k-labels-idx1-ubyte", labels(2));
        assertRefused(
                () -> Readers.of(Plans.idx(directory).plan(), Part.TEST),
                directory + "/t10k-images-idx3-ubyte has examples of 4 x 2 values, " + directory
                        + "/train-images-idx3-ubyte of 2 x 4");
    }

    @Test
    void travels() throws IOException, ClassNotFoundException {
        ExampleReader reader =
                Travel.there(reader(Plans.pair(write("a", gzip(images(2, 2, 2))), write("b", labels(2)))));
        assertThat(read(reader)).hasSize(2);
        assertThat(reader.format().shape()).isEqualTo(new Shape(1, 2, 2));
    }

    @Test
    void endsWithNoSuchElement() throws IOException {
        try (CloseableIterator<RawExample> rows = reader(Plans.pair(write("a", images(1, 2, 2)), write("b", labels(1))))
                .open()) {
            rows.next();
            assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 36})
    void refusesATruncatedFile(int missing) throws IOException {
        byte[] whole = images(3, 3, 4);
        int left = whole.length - missing;
        Path labels = write("b", labels(3));
        Path plain = write("plain", Arrays.copyOf(whole, left));
        assertRefused(
                () -> reader(Plans.pair(plain, labels)),
                plain + " is truncated: 3 x 3 x 4 values take 52 bytes with the header, it has " + left);
        Path compressed = write("compressed", gzip(Arrays.copyOf(whole, left)));
        assertRefused(
                () -> read(reader(Plans.pair(compressed, labels))),
                compressed + " is truncated: 3 x 3 x 4 values take 52 bytes with the header, it has " + left);
    }

    @Test
    void refusesATruncatedGzipStream() throws IOException {
        byte[] compressed = gzip(images(1000, 10, 10));
        Path file = write("a", Arrays.copyOf(compressed, compressed.length / 2));
        Path labels = write("b", labels(1000));
        assertThatThrownBy(() -> read(reader(Plans.pair(file, labels))))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(
                        file + " is truncated: 1000 x 10 x 10 values take 100016 bytes with the header, it has ");
        Path tail = write("c", Arrays.copyOf(compressed, compressed.length - 4));
        assertRefused(
                () -> read(reader(Plans.pair(tail, labels))),
                "data.images: " + tail + " is a damaged or truncated gzip file");
    }

    @Test
    void refusesATruncatedHeader() throws IOException {
        Path labels = write("b", labels(3));
        Path file = write("a", Arrays.copyOf(images(3, 3, 4), 9));
        assertRefused(
                () -> reader(Plans.pair(file, labels)), file + " is truncated: its header takes 16 bytes, it has 9");
        Path empty = write("empty", new byte[0]);
        assertRefused(() -> reader(Plans.pair(empty, labels)), empty + " is empty; an IDX file is needed");
    }

    @Test
    void refusesTrailingBytes() throws IOException {
        byte[] longer = Arrays.copyOf(images(3, 3, 4), 53);
        Path labels = write("b", labels(3));
        Path plain = write("plain", longer);
        assertRefused(
                () -> reader(Plans.pair(plain, labels)),
                plain + " goes on after its last value: its header says 3 x 3 x 4 values");
        Path compressed = write("compressed", gzip(longer));
        assertRefused(
                () -> read(reader(Plans.pair(compressed, labels))),
                compressed + " goes on after its last value: its header says 3 x 3 x 4 values");
    }

    @Test
    void refusesAPairOfDifferentCounts() throws IOException {
        Path images = write("a", images(3, 2, 2));
        Path labels = write("b", labels(4));
        assertRefused(
                () -> reader(Plans.pair(images, labels)),
                images + " has 3 examples, " + labels + " has 4 labels; both must be of the same number");
    }

    @Test
    void refusesAForeignFile() throws IOException {
        Path labels = write("b", labels(3));
        Path text = write("text", "a,b\n1,2\n".getBytes(StandardCharsets.US_ASCII));
        assertRefused(
                () -> reader(Plans.pair(text, labels)),
                text + " is not an IDX file: it must begin with two zero bytes, a type and a number of dimensions, not"
                        + " 0x61 0x2c 0x62 0x0a");
        Path floats = write("floats", new byte[] {0, 0, 0x0d, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0});
        assertRefused(
                () -> reader(Plans.pair(floats, labels)),
                floats + " must have values of type 0x08 (unsigned byte): 0x0d");
        assertRefused(() -> reader(Plans.pair(labels, labels)), labels + " must have 2 to 4 dimensions: 1");
        Path images = write("a", images(3, 2, 2));
        assertRefused(() -> reader(Plans.pair(images, images)), images + " must have 1 dimensions: 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MAX_VALUE})
    void refusesImpossibleDimensions(int rows) throws IOException {
        Path images = write("a", idx(new int[] {1, rows, 100}, 3));
        Path labels = write("b", labels(1));
        assertRefused(
                () -> reader(Plans.pair(images, labels)),
                images + " has impossible dimensions: 1 x " + rows + " x 100");
    }

    @Test
    void refusesADirectoryWithoutTheFiles() throws IOException {
        assertRefused(
                () -> reader(Plans.idx(directory)),
                "data.path: " + directory
                        + " has no file train-images-idx3-ubyte (or .gz); for other names set data.images and"
                        + " data.labels");
        Path images = write("train-images-idx3-ubyte", images(1, 1, 1));
        assertRefused(
                () -> reader(Plans.idx(directory)),
                "data.path: " + directory
                        + " has train-images-idx3-ubyte but no file train-labels-idx1-ubyte (or .gz)");
        assertRefused(
                () -> reader(Plans.idx(images)),
                "data.path must be a directory of IDX files; " + images
                        + " is a file (for a pair of files set data.images and data.labels)");
        Path missing = directory.resolve("missing");
        assertRefused(() -> reader(Plans.idx(missing)), "data.path: there is no directory " + missing);
        assertRefused(() -> reader(Plans.pair(missing, missing)), "data.images: there is no file " + missing);
    }

    @Test
    void imagesAloneHaveNoLabels() throws IOException {
        Path file = write("some-images.gz", gzip(images(3, 2, 4)));
        ExampleReader reader = unlabelled(file);
        assertThat(reader.format()).isEqualTo(new ExampleFormat(new Shape(1, 2, 4), List.of()));
        List<RawExample> rows = read(reader);
        assertThat(rows).hasSize(3).allSatisfy(row -> assertThat(row.label()).isEmpty());
        assertThat(rows.get(2).where()).isEqualTo(file + ", row 3");
        assertThat(rows.get(0).features()).containsExactly(0, 37, 74, 111, 148, 185, 222, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train-images-idx3-ubyte",
                "t10k-images.idx3-ubyte",
                "test-images-idx3-ubyte",
                "validation-images-idx3-ubyte"
            })
    void directoryMayHaveImagesAlone(String name) throws IOException {
        Path file = write(name, images(2, 2, 2));
        assertThat(read(unlabelled(directory)))
                .hasSize(2)
                .first()
                .extracting(RawExample::where)
                .isEqualTo(file + ", row 1");
    }

    @Test
    void imagesForPredictionsDontNeedAsManyLabels() throws IOException {
        write("train-images-idx3-ubyte", images(2, 2, 2));
        write("train-labels-idx1-ubyte", labels(5));
        assertThat(read(unlabelled(directory))).extracting(RawExample::label).containsExactly("", "");
    }

    @Test
    void refusesImagesThatAreNone() throws IOException {
        assertRefused(
                () -> unlabelled(directory),
                "DATA: " + directory + " has no file train-images-idx3-ubyte (or t10k-, test-, validation-; or"
                        + " .gz); a file of another name can be given itself");
        Path labels = write("labels", labels(2));
        assertRefused(() -> unlabelled(labels), labels + " must have 2 to 4 dimensions: 1");
        Path missing = directory.resolve("missing");
        assertRefused(() -> unlabelled(missing), "DATA: there is no file " + missing);
    }

    private static ExampleReader unlabelled(Path path) {
        return Readers.unlabelled(Plans.idx(path).plan()).orElseThrow();
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

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    private static byte[] images(int count, int height, int width) {
        return idx(new int[] {count, height, width}, count * height * width);
    }

    /** Labels 250, 251, ...: over 127, so that a byte read as signed shows. */
    private static byte[] labels(int count) {
        byte[] file = idx(new int[] {count}, count);
        for (int i = 0; i < count; i++) {
            file[8 + i] = (byte) (250 + i);
        }
        return file;
    }

    /** Value i is 37 i modulo 256. */
    private static byte[] idx(int[] dimensions, int values) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + values);
        file.put((byte) 0).put((byte) 0).put((byte) 8).put((byte) dimensions.length);
        for (int size : dimensions) {
            file.putInt(size);
        }
        for (int i = 0; i < values; i++) {
            file.put((byte) (37 * i));
        }
        return file.array();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
