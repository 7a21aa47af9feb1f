package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.data.RankedIds.Membership;
import io.espalier.importance.KeySearch;
import io.espalier.importance.OrderStatistics.Place;
import io.espalier.importance.Parts;
import io.espalier.importance.Ranking;
import io.espalier.spark.task.IdRows;
import io.espalier.spark.task.MakeIds;
import io.espalier.spark.task.RepeatedIds;
import io.espalier.spark.task.Survey;
import io.espalier.spark.task.Surveyed;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * One file or table of a source that was read once. What identifies its rows stays where they were read, on the disks of executors, 8
 * bytes a row, and as much again where contents are repeated; what is lost with an executor is read again.
 */
final class SurveyedPart {
    private final SourcePart source;
    private final ExecutorStorage storage;
    private final JavaRDD<Surveyed> surveyed;
    private final Survey survey;
    private JavaRDD<Surveyed> ids;
    private long repeated;

    /**
     * Reads a part.
     *
     * @throws UserException if a row can't be read
     */
    SurveyedPart(SourcePart source, ExecutorStorage storage) {
        this.source = source;
        this.storage = storage;
        this.surveyed = storage.onDisks(source.examples().mapPartitionsWithIndex(new Survey.Task(), true));
        this.survey = survey(surveyed);
        this.ids = surveyed;
    }

    private static Survey survey(JavaRDD<Surveyed> surveyed) {
        Survey survey = surveyed.getNumPartitions() == 0
                ? new Survey()
                : surveyed.filter(Survey.class::isInstance)
                        .map(Survey.class::cast)
                        .treeReduce(Survey::with);
        survey.mistake().ifPresent(mistake -> {
            throw mistake;
        });
        return survey;
    }

    /**
     * Makes ids of what identifies the rows: keys as they are; hashes of contents with the number of the occurrence, counted over the
     * partitions in their order.
     *
     * @param key that messages call the place of the rows by
     * @throws UserException if a key stands twice, or there are more rows than can be split
     */
    void identify(String key) {
        if (survey.rows() > Integer.MAX_VALUE) {
            throw new UserException(
                    key + " has " + survey.rows() + " rows; at most " + Integer.MAX_VALUE + " can be trained on");
        }
        if (survey.rows() == 0) {
            return;
        }
        BucketedIds<Surveyed> identities = new BucketedIds<>(surveyed, Surveyed::forEachIdentity, survey.rows());
        RepeatedIds found = identities.repeated();
        if (!survey.keyed()) {
            repeated = found.rows();
            ids = found.count() == 0
                    ? surveyed.mapPartitions(new MakeIds())
                    : storage.onDisks(surveyed.zipPartitions(identities.numbersOfRepeated(), new MakeIds()));
        } else if (found.count() > 0) {
            throw new UserException(found.words(" in " + key + " (column data.id)"));
        }
    }

    /** The file or table. */
    SourcePart source() {
        return source;
    }

    /** Part of the data that it was given as. */
    Part givenAs() {
        return source.givenAs();
    }

    /** What it holds. */
    Survey survey() {
        return survey;
    }

    /** Number of its rows. */
    int examples() {
        return Math.toIntExact(survey.rows());
    }

    /** The ids of its rows, in their order, and at the end of each partition its survey. */
    JavaRDD<Surveyed> ids() {
        return ids;
    }

    /** Rows whose content stands in an earlier one. */
    long repeated() {
        return repeated;
    }

    /** The hashes at some ranks, as {@link io.espalier.data.RankedIds#hashes}. */
    long[] hashes(Membership among, long seed, int[] ranks) {
        List<Place> places =
                Arrays.stream(ranks).mapToObj(rank -> new Place(0, rank)).toList();
        KeySearch search = new KeySearch(1, places, examples(), ids.getNumPartitions());
        return new CountedRows<>(ids, new IdRows(among, seed))
                .at(new Parts.Everything(), new Ranking.ByHash(), search).stream()
                        .mapToLong(key -> key.first())
                        .toArray();
    }
}
