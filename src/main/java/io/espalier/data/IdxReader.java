package io.espalier.data;

import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.run.DataPlan;
import io.espalier.trainer.TrainingBackend.Part;
import java.nio.file.Files;
import java.util.Arrays;
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

    private final IdxImages images;
    private final IdxFile labels;

    private IdxReader(Pair pair, DataPlan plan) {
        images = new IdxImages(pair.images, plan.image());
        labels = new IdxFile(pair.labels, 1, 1);
        if (images.file().count() != labels.count()) {
            throw new UserException(pair.images.name() + " has " + images.file().count() + " examples, "
                    + pair.labels.name() + " has " + labels.count() + " labels; both must be of the same number");
        }
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

    /** The reader of the directory that a command names. */
    static ExampleReader labelled(DataPlan plan) {
        DataFile directory = new DataFile(AskedBy.COMMAND.path(), plan.path().orElseThrow());
        return new IdxReader(required(directory, "train"), plan);
    }

    /** The reader of images alone: those of the file that is named, or the first ones that a directory there has. */
    static ExampleReader unlabelled(DataPlan plan, AskedBy by) {
        DataFile given = new DataFile(by.path(), plan.path().orElseThrow());
        return new IdxImages(Files.isDirectory(given.path()) ? onlyImages(given) : given, plan.image());
    }

    private static DataFile onlyImages(DataFile directory) {
        return Stream.of("train", "t10k", "test", "validation")
                .flatMap(prefix -> first(directory, imageNames(prefix)).stream())
                .findFirst()
                .orElseThrow(() -> new UserException(directory.key() + ": " + directory.name() + " has no file "
                        + imageNames("train").findFirst().orElseThrow()
                        + " (or t10k-, test-, validation-; or .gz); a file of another name can be given itself"));
    }

    /** The other reader, if its examples are of the same shape. */
    private IdxReader likeThis(IdxReader other) {
        IdxFile mine = images.file();
        IdxFile others = other.images.file();
        if (!Arrays.equals(others.itemDimensions(), mine.itemDimensions())) {
            throw new UserException(others.file().name() + " has examples of " + others.itemText() + " values, "
                    + mine.file().name() + " of " + mine.itemText());
        }
        return other;
    }

    private static Pair main(DataPlan plan) {
        return plan.path()
                .map(path -> required(new DataFile(AskedBy.JOB.path(), path), "train"))
                .orElseGet(() -> new Pair(
                        new DataFile("data.images", plan.images().orElseThrow()),
                        new DataFile("data.labels", plan.labels().orElseThrow())));
    }

    private static Optional<Pair> testBesideTrain(DataPlan plan) {
        return plan.path().flatMap(path -> find(new DataFile(AskedBy.JOB.path(), path), "t10k", "test"));
    }

    private static Pair required(DataFile directory, String... prefixes) {
        return find(directory, prefixes)
                .orElseThrow(() -> new UserException(directory.key() + ": " + directory.name() + " has no file "
                        + imageNames(prefixes[0]).findFirst().orElseThrow()
                        + " (or .gz)" + otherwise(directory, "; for other names set data.images and data.labels")));
    }

    /** What a job file can say instead; a command has no such option. */
    private static String otherwise(DataFile directory, String keys) {
        return directory.key().equals(AskedBy.COMMAND.path()) ? "" : keys;
    }

    private static Optional<Pair> find(DataFile directory, String... prefixes) {
        if (!Files.exists(directory.path())) {
            throw new UserException(directory.key() + ": there is no directory " + directory.name());
        }
        GivenPath.refuseSpecial(directory.path(), directory.key());
        if (!Files.isDirectory(directory.path())) {
            throw new UserException(directory.key() + " must be a directory of IDX files; " + directory.name()
                    + " is a file" + otherwise(directory, " (for a pair of files set data.images and data.labels)"));
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

    @Override
    public ExampleFormat format() {
        return images.format();
    }

    @Override
    public CloseableIterator<RawExample> open() {
        return new Rows();
    }

    private record Pair(DataFile images, DataFile labels) {}

    private final class Rows implements CloseableIterator<RawExample> {
        private final CloseableIterator<RawExample> imageRows = images.open();
        private final IdxFile.Items labelItems = labels.items();

        @Override
        public boolean hasNext() {
            return imageRows.hasNext();
        }

        @Override
        public RawExample next() {
            RawExample image = imageRows.next();
            String label = Integer.toString(Byte.toUnsignedInt(labelItems.next()[0]));
            return new RawExample(image.features(), label, false, 0, image.where());
        }

        @Override
        public void close() {
            imageRows.close();
            labelItems.close();
        }
    }
}
