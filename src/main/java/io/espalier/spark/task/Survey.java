package io.espalier.spark.task;

import io.espalier.UserException;
import io.espalier.data.DataFingerprint;
import io.espalier.data.ExampleIds;
import io.espalier.data.Labels;
import io.espalier.data.RawExample;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.api.java.function.Function2;

/**
 * What the driver learns of one partition of a source: what identifies each row, what the rows hold, and the labels. Travels; owns its
 * array.
 *
 * <p>A mistake in the data is carried as a value: thrown, it would be tried again three times.
 */
public final class Survey implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] identities;
    private final boolean keyed;
    private final DataFingerprint contents;
    private final Labels.Collector labels;
    private final String mistake;

    private Survey(
            long[] identities, boolean keyed, DataFingerprint contents, Labels.Collector labels, String mistake) {
        this.identities = identities;
        this.keyed = keyed;
        this.contents = contents;
        this.labels = labels;
        this.mistake = mistake;
    }

    /** The source's key of each row, in order, or the hash of its content; not to be written. */
    public long[] identities() {
        return identities;
    }

    /** Whether the identities are keys of the source. */
    public boolean keyed() {
        return keyed;
    }

    /** Features and labels of the rows with their keys; of no row where the identities are hashes of content, which say it themselves. */
    public DataFingerprint contents() {
        return contents;
    }

    /** Labels that occur. */
    public Labels.Collector labels() {
        return labels;
    }

    /** The mistake that ended the reading of this partition. */
    public Optional<UserException> mistake() {
        return mistake.isEmpty() ? Optional.empty() : Optional.of(new UserException(mistake));
    }

    /** Surveys a partition. */
    public static final class Task implements Function2<Integer, Iterator<RawExample>, Iterator<Survey>> {
        private static final long serialVersionUID = 1L;

        @Override
        public Iterator<Survey> call(Integer partition, Iterator<RawExample> examples) {
            return Arrays.asList(survey(examples)).iterator();
        }

        private static Survey survey(Iterator<RawExample> examples) {
            long[] identities = new long[1024];
            int count = 0;
            boolean keyed = false;
            DataFingerprint contents = new DataFingerprint();
            Labels.Collector labels = new Labels.Collector();
            try {
                while (examples.hasNext()) {
                    RawExample example = examples.next();
                    if (count == identities.length) {
                        identities = Arrays.copyOf(identities, Math.multiplyExact(count, 2));
                    }
                    keyed = example.hasKey();
                    long content = ExampleIds.contentHash(example.features(), example.label());
                    identities[count++] = keyed ? example.key() : content;
                    if (keyed) {
                        contents.add(example.key(), content);
                    }
                    add(labels, example);
                }
            } catch (UserException e) {
                return new Survey(new long[0], keyed, new DataFingerprint(), new Labels.Collector(), e.getMessage());
            }
            return new Survey(Arrays.copyOf(identities, count), keyed, contents, labels, "");
        }

        private static void add(Labels.Collector labels, RawExample example) {
            try {
                labels.add(example.label());
            } catch (UserException e) {
                throw new UserException(example.where() + ": " + e.getMessage(), e);
            }
        }
    }
}
