package io.espalier.cli;

import com.beust.jcommander.Parameter;
import io.espalier.UserException;
import io.espalier.data.CloseableIterator;
import io.espalier.data.RawExample;
import io.espalier.data.Readers;
import io.espalier.run.DataPlan;
import io.espalier.run.ModelDescription;
import io.espalier.run.TrainingPlan.Source;
import io.espalier.trainer.TrainingBackend.Part;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options that say where examples come from, for commands that look at a data set with a trained model. */
final class DataOptions {
    @Parameter(
            names = "--source",
            description = "Kind of data: digits, idx or csv; told from the name where it can be.")
    private @Nullable String source;

    @Parameter(names = "--label", description = "Name of the label column.")
    private String label = "label";

    @Parameter(names = "--id", description = "Name of an integer column that identifies an example.")
    private @Nullable String id;

    /**
     * Opens a data set for a model.
     *
     * @param labelled whether the examples must have labels
     */
    CloseableIterator<RawExample> open(String data, Optional<ModelDescription> model, boolean labelled) {
        Source kind = kind(data);
        DataPlan plan = DataPlan.reading(
                kind,
                kind == Source.DIGITS ? Optional.empty() : Optional.of(data),
                label,
                kind == Source.CSV ? model.map(ModelDescription::featureNames).orElse(List.of()) : List.of(),
                Optional.ofNullable(id));
        var reader = labelled ? Readers.of(plan, Part.TRAIN) : Readers.unlabelled(plan);
        return reader.orElseThrow(() -> new UserException("Data of source "
                        + kind.name().toLowerCase(Locale.ROOT) + " can't be read here; allowed are digits, idx, csv"))
                .open();
    }

    private Source kind(String data) {
        if (source != null) {
            return switch (source) {
                case "digits" -> Source.DIGITS;
                case "idx" -> Source.IDX;
                case "csv" -> Source.CSV;
                default -> throw new UserException("--source must be digits, idx or csv: " + source);
            };
        }
        if (data.equals("digits")) {
            return Source.DIGITS;
        }
        if (Files.isDirectory(GivenPath.of(data, "DATA"))) {
            return Source.IDX;
        }
        if (data.endsWith(".csv") || data.endsWith(".csv.gz")) {
            return Source.CSV;
        }
        throw new UserException(
                "Can't tell what kind of data " + data + " is; say it with --source digits, idx or csv");
    }
}
