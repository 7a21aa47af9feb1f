package io.espalier.data;

import io.espalier.run.DataPlan;
import io.espalier.run.TrainingPlan.Source;
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
            case IDX -> IdxReader.of(plan, part);
            case CSV -> CsvReader.of(plan, part);
            case PARQUET -> Optional.empty();
        };
    }

    /**
     * The reader of {@code data.path} for predictions: a csv file needs no label column, and its examples have the
     * label "".
     *
     * @return empty for parquet, which Spark reads
     * @throws io.espalier.UserException as {@link #of}
     */
    public static Optional<ExampleReader> unlabelled(DataPlan plan) {
        return plan.source() == Source.CSV ? Optional.of(CsvReader.unlabelled(plan)) : of(plan, Part.TRAIN);
    }
}
