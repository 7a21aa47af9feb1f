package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.data.ExampleFormat;
import io.espalier.data.ExampleReader;
import io.espalier.data.RawExample;
import io.espalier.data.Readers;
import io.espalier.run.DataPlan;
import io.espalier.run.Source;
import io.espalier.spark.task.OpenReader;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * One file or table of a source.
 *
 * @param givenAs part of the data that it was given as: as TRAIN what {@code data.path} names, which other parts may be cut off from
 * @param format of every example
 * @param examples in the same order whenever they are read
 */
record SourcePart(Part givenAs, ExampleFormat format, JavaRDD<RawExample> examples) {
    /**
     * The files or tables of a plan, opened.
     *
     * @throws UserException if one can't be opened, or has another number of features than the first
     */
    static List<SourcePart> of(DataPlan data, SparkSession session) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        List<SourcePart> parts = new ArrayList<>();
        for (Part part : Part.values()) {
            if (data.source() == Source.PARQUET) {
                ParquetExamples.open(session, data, part)
                        .ifPresent(table -> parts.add(new SourcePart(part, table.format(), table.examples())));
            } else {
                Optional<ExampleReader> reader = Readers.of(data, part);
                reader.ifPresent(r -> parts.add(new SourcePart(
                        part, r.format(), context.parallelize(List.of(r), 1).flatMap(new OpenReader()))));
            }
        }
        parts.forEach(part -> part.requireFeaturesOf(parts.get(0)));
        return parts;
    }

    private void requireFeaturesOf(SourcePart main) {
        int wanted = main.format.shape().size();
        int found = format.shape().size();
        if (found != wanted) {
            throw new UserException("The " + givenAs.name().toLowerCase(Locale.ROOT) + " data has " + found
                    + " features, the training data " + wanted);
        }
    }
}
