package io.espalier.spark.task;

import io.espalier.UserException;
import io.espalier.data.DataFingerprint;
import io.espalier.data.Labels;
import io.espalier.data.RawExample;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.function.Function2;

/**
 * What the driver learns of a source, from its partitions: how many rows there are, what they hold, and the labels. Travels.
 *
 * <p>A mistake in the data is carried as a value: thrown, it would be tried again three times.
 */
public final class Survey implements Surveyed {
    private static final long serialVersionUID = 1L;

    private final DataFingerprint contents = new DataFingerprint();
    private final Labels.Collector labels = new Labels.Collector();
    private final Map<Integer, Long> sequences = new TreeMap<>();
    private boolean keyed;
    private int partition;
    private String mistake = "";

    /** Of no rows. */
    public Survey() {}

    /** Whether the identities of the rows are keys of the source. */
    public boolean keyed() {
        return keyed;
    }

    /** Number of rows. */
    public long rows() {
        return contents.rows();
    }

    /** Keys, features and labels of the rows. */
    public DataFingerprint contents() {
        return contents;
    }

    /** The partition of which it is; of several any of them. */
    int partition() {
        return partition;
    }

    /** Of each partition the hash of its rows in their order. */
    public Map<Integer, Long> sequences() {
        return Map.copyOf(sequences);
    }

    /** Labels that occur. */
    public Labels.Collector labels() {
        return labels;
    }

    /** Both surveys as one; this one. */
    public Survey with(Survey other) {
        contents.merge(other.contents);
        sequences.putAll(other.sequences);
        keyed |= other.keyed;
        if (!other.mistake.isEmpty() && (mistake.isEmpty() || other.partition < partition)) {
            mistake = other.mistake;
            partition = other.partition;
        }
        if (mistake.isEmpty()) {
            mergeLabels(other.labels);
        }
        return this;
    }

    private void mergeLabels(Labels.Collector more) {
        try {
            labels.merge(more);
        } catch (UserException e) {
            mistake = e.getMessage();
        }
    }

    /** The mistake that ended the reading, the one in the first partition that has any. */
    public Optional<UserException> mistake() {
        return mistake.isEmpty() ? Optional.empty() : Optional.of(new UserException(mistake));
    }

    @Override
    public void forEachIdentity(LongConsumer consumer) {
        // The chunks before have them.
    }

    /** Takes a row, and gives the hash of its content. */
    private long add(RawExample example) {
        long content = contents.add(example);
        keyed = example.hasKey();
        try {
            labels.add(example.label());
        } catch (UserException e) {
            throw new UserException(example.where() + ": " + e.getMessage(), e);
        }
        return content;
    }

    /** Surveys a partition. */
    public static final class Task implements Function2<Integer, Iterator<RawExample>, Iterator<Surveyed>> {
        private static final long serialVersionUID = 1L;

        @Override
        public Iterator<Surveyed> call(Integer partition, Iterator<RawExample> examples) {
            return new Reading(partition, examples);
        }
    }

    private static final class Reading implements Iterator<Surveyed> {
        private static final int CHUNK = 8192;

        private final Iterator<RawExample> examples;
        private final Survey survey = new Survey();
        private final RowSequence sequence = new RowSequence();
        private boolean done;

        Reading(int partition, Iterator<RawExample> examples) {
            this.examples = examples;
            survey.partition = partition;
        }

        @Override
        public boolean hasNext() {
            return !done;
        }

        @Override
        public Surveyed next() {
            if (done) {
                throw new NoSuchElementException();
            }
            long[] chunk = new long[CHUNK];
            int size = 0;
            try {
                while (size < CHUNK && examples.hasNext()) {
                    RawExample example = examples.next();
                    long content = survey.add(example);
                    sequence.add(example, content);
                    chunk[size++] = example.hasKey() ? example.key() : content;
                }
            } catch (UserException e) {
                survey.mistake = e.getMessage();
                size = 0;
            }
            done = size == 0;
            if (done) {
                survey.sequences.put(survey.partition, sequence.hash());
            }
            return done ? survey : new Identities(Arrays.copyOf(chunk, size));
        }
    }
}
