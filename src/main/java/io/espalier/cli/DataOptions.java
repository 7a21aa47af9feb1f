package io.espalier.cli;

import com.beust.jcommander.Parameter;
import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.data.AskedBy;
import io.espalier.data.CloseableIterator;
import io.espalier.data.RawExample;
import io.espalier.data.Readers;
import io.espalier.run.DataPlan;
import io.espalier.run.Source;
import io.espalier.spark.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Options that say where examples come from, for commands that look at a data set with a trained model. */
final class DataOptions {
    private static final String IDX_NAME = ".*[.-]idx(\\d-ubyte)?(\\.gz)?";

    @Parameter(
            names = "--source",
            description = "Kind of data: digits, idx, csv or parquet; told from the name where it can be.")
    private @Nullable String source;

    @Parameter(names = "--label", description = "Name of the label column.")
    private String label = "label";

    @Parameter(names = "--id", description = "Name of an integer column that identifies an example.")
    private @Nullable String id;

    /**
     * Reads a data set for a model, from the first example to the last, in bounded memory.
     *
     * @param featureNames of the model, in order; empty where it has none
     * @param labelled whether the examples must have labels
     * @param use takes the examples; what it leaves is not read
     */
    void read(String data, List<String> featureNames, boolean labelled, Consumer<Iterator<RawExample>> use) {
        Source kind = kind(data);
        boolean named = kind == Source.CSV || kind == Source.PARQUET;
        DataPlan plan = DataPlan.reading(
                kind,
                kind == Source.DIGITS ? Optional.empty() : Optional.of(data),
                label,
                named ? featureNames : List.of(),
                Optional.ofNullable(id));
        if (kind == Source.PARQUET) {
            GivenPath.requireTable(data, AskedBy.COMMAND.path());
            try (Cluster cluster = Cluster.start(Launch.readerSettings())) {
                use.accept(cluster.examples(plan, labelled));
            }
        } else {
            try (CloseableIterator<RawExample> examples = open(plan, labelled)) {
                use.accept(examples);
            }
        }
    }

    private static CloseableIterator<RawExample> open(DataPlan plan, boolean labelled) {
        var reader = labelled ? Readers.labelled(plan) : Readers.unlabelled(plan);
        return reader.orElseThrow().open();
    }

    private Source kind(String data) {
        if (source != null) {
            return switch (source) {
                case "digits" -> Source.DIGITS;
                case "idx" -> Source.IDX;
                case "csv" -> Source.CSV;
                case "parquet" -> Source.PARQUET;
                default -> throw new UserException("--source must be digits, idx, csv or parquet: " + source);
            };
        }
        if (data.equals("digits")) {
            return Source.DIGITS;
        }
        if (data.endsWith(".parquet")) {
            return Source.PARQUET;
        }
        Path path = GivenPath.of(data, AskedBy.COMMAND.path());
        if (Files.isDirectory(path)) {
            return holdsParquet(path) ? Source.PARQUET : Source.IDX;
        }
        if (data.endsWith(".csv") || data.endsWith(".csv.gz")) {
            return Source.CSV;
        }
        if (data.matches(IDX_NAME)) {
            return Source.IDX;
        }
        throw new UserException(
                "Can't tell what kind of data " + data + " is; say it with --source digits, idx, csv or parquet");
    }

    private static boolean holdsParquet(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(".parquet"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
