package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.data.DataFingerprint;
import io.espalier.data.ExampleFormat;
import io.espalier.data.Labels;
import io.espalier.data.RankedIds;
import io.espalier.run.DataPlan;
import io.espalier.run.Source;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * A source that was read once: its classes, and the ids of its examples, which stay on the executors. The driver asks for counts, and for a
 * few hashes; what it holds does not grow with the number of examples.
 */
final class SurveyedSource implements RankedIds {
    private final Map<Part, SurveyedPart> parts = new EnumMap<>(Part.class);
    private final ExampleFormat format;
    private final Labels labels;

    /**
     * Reads a source.
     *
     * @param storage keeps the ids
     * @throws UserException if it can't be read, its labels are no classes, or an id stands twice in a part
     */
    SurveyedSource(DataPlan data, SparkSession session, ExecutorStorage storage) {
        List<SourcePart> sources = SourcePart.of(data, session);
        this.format = sources.get(0).format();
        for (SourcePart source : sources) {
            parts.put(source.givenAs(), survey(source, data, storage));
        }
        this.labels = classes(data);
        parts.forEach((part, surveyed) -> surveyed.identify(key(part)));
    }

    private static SurveyedPart survey(SourcePart source, DataPlan data, ExecutorStorage storage) {
        try {
            return new SurveyedPart(source, storage);
        } catch (Exception e) {
            ParquetExamples.damage(data, source.givenAs(), e).ifPresent(mistake -> {
                throw mistake;
            });
            throw e;
        }
    }

    /** Labels stand in a column, or in files of their own. */
    private Labels classes(DataPlan data) {
        if (!data.labelled()) {
            return Labels.none();
        }
        Labels.Collector collected = new Labels.Collector();
        parts.values().forEach(part -> collected.merge(part.survey().labels()));
        try {
            return collected.labels(parts.values().stream()
                    .mapToLong(part -> part.survey().rows())
                    .sum());
        } catch (UserException e) {
            String place = data.path().or(data::labels).orElse("digits");
            boolean column = data.source() == Source.CSV || data.source() == Source.PARQUET;
            throw new UserException(
                    place + (column ? ", column \"" + data.label() + "\" (data.label)" : "") + ": " + e.getMessage(),
                    e);
        }
    }

    private static String key(Part part) {
        return switch (part) {
            case TRAIN -> "data.path";
            case VALIDATION -> "data.validation_path";
            case TEST -> "data.test_path";
        };
    }

    /** What every example looks like. */
    ExampleFormat format() {
        return format;
    }

    /** The classes of all parts. */
    Labels labels() {
        return labels;
    }

    /** The parts that were given. */
    Collection<SurveyedPart> parts() {
        return Collections.unmodifiableCollection(parts.values());
    }

    /** Rows whose content stands in an earlier one of their part, where rows have no keys. */
    long repeated() {
        return parts.values().stream().mapToLong(SurveyedPart::repeated).sum();
    }

    /** That of {@link DataFingerprint#hex(List, Map)}: equal for equal data, whatever the order of rows and their partitions. */
    String fingerprint() {
        Map<Part, DataFingerprint> contents = new EnumMap<>(Part.class);
        parts.forEach((part, surveyed) -> contents.put(part, surveyed.survey().contents()));
        return DataFingerprint.hex(labels.classes(), contents);
    }

    @Override
    public int examples(Part givenAs) {
        return Optional.ofNullable(parts.get(givenAs))
                .map(SurveyedPart::examples)
                .orElse(0);
    }

    @Override
    public long[] hashes(Part givenAs, Membership among, long seed, int[] ranks) {
        return Objects.requireNonNull(parts.get(givenAs)).hashes(among, seed, ranks);
    }
}
