package io.espalier.data;

import io.espalier.UserException;
import io.espalier.network.Shape;
import io.espalier.run.DataPlan;
import io.espalier.trainer.TrainingBackend.Part;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pair of IDX files, plain or gzip: images (or flat vectors) of unsigned bytes and one label byte for each.
 *
 * <p>A directory is searched for the names that MNIST and its relatives use: {@code train-images-idx3-ubyte},
 * {@code train-labels-idx1-ubyte}, the same with a point ({@code train-images.idx3-ubyte}), each with or without
 * {@code .gz}; {@code t10k-} or {@code test-} for the test part.
 */
final class IdxReader implements ExampleReader {
    private static final long serialVersionUID = 1L;

    private final IdxFile images;
    private final IdxFile labels;
    private final ExampleFormat format;

    private IdxReader(Pair pair, DataPlan plan) {
        images = new IdxFile(pair.images, 2, 4);
        labels = new IdxFile(pair.labels, 1, 1);
        if (images.count() != labels.count()) {
            throw new UserException(pair.images.name() + " has " + images.count() + " examples, " + pair.labels.name()
                    + " has " + labels.count() + " labels; both must be of the same number");
        }
        format = new ExampleFormat(shape(images.itemDimensions()), List.of()).as(plan.image(), pair.images.name());
    }

    /** The reader of a part; a directory at {@code data.path} may hold the test part too. */
    static Optional<ExampleReader> of(DataPlan plan, Part part) {
        IdxReader main = new IdxReader(main(plan), plan);
        Optional<Pair> apart =
                switch (part) {
                    case TRAIN -> Optional.empty();
                    case TEST -> plan.testPath()
                            .map(path -> required(new DataFile("data.test_path", path), "t10k", "test", "train"))
                            .or(() -> testBesideTrain(plan));
                    case VALIDATION -> plan.validationPath()
                            .map(path -> required(
                                    new DataFile("data.validation_path", path), "validation", "t10k", "test", "train"));
                };
        return part == Part.TRAIN ? Optional.of(main) : apart.map(pair -> main.likeThis(new IdxReader(pair, plan)));
    }

    /** The other reader, if its examples are of the same shape. */
    private IdxReader likeThis(IdxReader other) {
        if (!Arrays.equals(other.images.itemDimensions(), images.itemDimensions())) {
            throw new UserException(other.images.file().name() + " has examples of " + other.images.itemText()
                    + " values, " + images.file().name() + " of " + images.itemText());
        }
        return other;
    }

    private static Pair main(DataPlan plan) {
        return plan.path()
                .map(path -> required(new DataFile("data.path", path), "train"))
                .orElseGet(() -> new Pair(
                        new DataFile("data.images", plan.images().orElseThrow()),
                        new DataFile("data.labels", plan.labels().orElseThrow())));
    }

    private static Optional<Pair> testBesideTrain(DataPlan plan) {
        return plan.path().flatMap(path -> find(new DataFile("data.path", path), "t10k", "test"));
    }

    private static Pair required(DataFile directory, String... prefixes) {
        return find(directory, prefixes)
                .orElseThrow(() -> new UserException(directory.key() + ": " + directory.name() + " has no file "
                        + imageNames(prefixes[0]).findFirst().orElseThrow()
                        + " (or .gz); for other names set data.images and data.labels"));
    }

    private static Optional<Pair> find(DataFile directory, String... prefixes) {
        if (!Files.exists(directory.path())) {
            throw new UserException(directory.key() + ": there is no directory " + directory.name());
        }
        if (!Files.isDirectory(directory.path())) {
            throw new UserException(directory.key() + " must be a directory of IDX files; " + directory.name()
                    + " is a file (for a pair of files set data.images and data.labels)");
        }
        for (String prefix : prefixes) {
            Optional<DataFile> images = first(directory, imageNames(prefix));
            if (images.isPresent()) {
                DataFile labels = first(directory, labelNames(prefix))
                        .orElseThrow(() -> new UserException(directory.key() + ": " + directory.name() + " has "
                                + images.get().path().getFileName() + " but no file "
                                + labelNames(prefix).findFirst().orElseThrow() + " (or .gz)"));
                return Optional.of(new Pair(images.get(), labels));
            }
        }
        return Optional.empty();
    }

    private static Stream<String> imageNames(String prefix) {
        return names(prefix + "-images", "idx3-ubyte");
    }

    private static Stream<String> labelNames(String prefix) {
        return names(prefix + "-labels", "idx1-ubyte");
    }

    private static Stream<String> names(String stem, String type) {
        return Stream.of("-" + type, "." + type, "-" + type + ".gz", "." + type + ".gz")
                .map(end -> stem + end);
    }

    private static Optional<DataFile> first(DataFile directory, Stream<String> names) {
        String separator = directory.name().endsWith("/") ? "" : "/";
        return names.map(name -> new DataFile(directory.key(), directory.name() + separator + name))
                .filter(file -> Files.exists(file.path()))
                .findFirst();
    }

    /** Items of an image file: values, rows x columns, or channels x rows x columns. */
    private static Shape shape(int[] item) {
        return switch (item.length) {
            case 1 -> Shape.flat(item[0]);
            case 2 -> new Shape(1, item[0], item[1]);
            case 3 -> new Shape(item[0], item[1], item[2]);
            default -> throw new IllegalStateException("Item with " + item.length + " dimensions");
        };
    }

    @Override
    public ExampleFormat format() {
        return format;
    }

    @Override
    public CloseableIterator<RawExample> open() {
        return new Rows();
    }

    private record Pair(DataFile images, DataFile labels) {}

    private final class Rows implements CloseableIterator<RawExample> {
        private final IdxFile.Items imageItems = images.items();
        private final IdxFile.Items labelItems = labels.items();
        private int row;

        @Override
        public boolean hasNext() {
            return row < images.count();
        }

        @Override
        public RawExample next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            byte[] pixels = imageItems.next();
            float[] features = new float[pixels.length];
            for (int i = 0; i < pixels.length; i++) {
                features[i] = Byte.toUnsignedInt(pixels[i]);
            }
            String label = Integer.toString(Byte.toUnsignedInt(labelItems.next()[0]));
            row++;
            return new RawExample(features, label, false, 0, images.file().name() + ", row " + row);
        }

        @Override
        public void close() {
            imageItems.close();
            labelItems.close();
        }
    }
}
