package io.espalier.data;

import io.espalier.run.DataPlan;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.Optional;

/** The readers of the sources that are files of examples. */
public final class Readers {
    private Readers() {}

    /**
     * The reader of a part of a data set.
     *
     * @param part TRAIN for the examples at {@code data.path}, from which other parts may be cut; TEST and VALIDATION
     *     for those that are given apart
     * @return empty where the part is not given, and for parquet, which Spark reads
     * @throws io.espalier.UserException if the source can't be opened or doesn't have what the plan asks for
     */
    public static Optional<ExampleReader> of(DataPlan plan, Part part) {
        return switch (plan.source()) {
            case DIGITS -> part == Part.TRAIN ? Optional.of(new DigitsReader(plan.image())) : Optional.empty();
            case IDX -> plan.labelled() ? IdxReader.of(plan, part) : images(plan, part);
            case CSV -> CsvReader.of(plan, part);
            case PARQUET -> Optional.empty();
        };
    }

    private static Optional<ExampleReader> images(DataPlan plan, Part part) {
        return part == Part.TRAIN ? Optional.of(IdxReader.unlabelled(plan, AskedBy.JOB)) : Optional.empty();
    }

    /**
     * The reader of the data that a command names, with labels.
     *
     * @return empty for parquet, which Spark reads
     * @throws io.espalier.UserException as {@link #of}, but in the words of {@link AskedBy#COMMAND}
     */
    public static Optional<ExampleReader> labelled(DataPlan plan) {
        return switch (plan.source()) {
            case DIGITS -> of(plan, Part.TRAIN);
            case IDX -> Optional.of(IdxReader.labelled(plan));
            case CSV -> Optional.of(CsvReader.labelled(plan));
            case PARQUET -> Optional.empty();
        };
    }

    /**
     * The same for predictions, which need no labels: a csv file may lack the label column, idx may be a file of images
     * or a directory that has only one. Examples of both have the label "".
     */
    public static Optional<ExampleReader> unlabelled(DataPlan plan) {
        return switch (plan.source()) {
            case DIGITS -> of(plan, Part.TRAIN);
            case IDX -> Optional.of(IdxReader.unlabelled(plan, AskedBy.COMMAND));
            case CSV -> Optional.of(CsvReader.unlabelled(plan));
            case PARQUET -> Optional.empty();
        };
    }
}
