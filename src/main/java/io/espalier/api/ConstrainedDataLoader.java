package io.espalier.api;

import io.espalier.Hashing;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Iterates over the kept examples of a data set in batches, in another order in every epoch.
 *
 * <p>In an epoch every kept example comes exactly once; the last batch is smaller where the batch size does not divide their number. The
 * order is a function of (seed, epoch). {@link #reset} begins the next epoch, or nothing if none of the current one was taken. Owns no
 * copy of the features: the caller must not write to them while it iterates. Not thread-safe.
 */
public final class ConstrainedDataLoader implements DataSetIterator {
    private static final long serialVersionUID = 1L;

    private final float[] features;
    private final int[] labels;
    private final int classes;
    private final int[] kept;
    private final int batch;
    private final long seed;
    private int epoch;
    private int position;
    private int[] order;
    private transient @Nullable DataSetPreProcessor preProcessor;

    /**
     * A loader of some rows.
     *
     * @param features row-major, [labels.length x features]
     * @param labels class index of each row, in [0, classes)
     * @param kept rows that are kept, each once; copied
     * @param batch rows of a batch, at least 1
     */
    public ConstrainedDataLoader(float[] features, int[] labels, int classes, int[] kept, int batch, long seed) {
        if (labels.length == 0 || features.length % labels.length != 0 || features.length == 0) {
            throw new IllegalArgumentException("Features must be rows of equal width, as many as labels: "
                    + features.length + ", " + labels.length);
        }
        if (batch < 1) {
            throw new IllegalArgumentException("Batch must be at least 1: " + batch);
        }
        for (int label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("Label must be in [0, " + classes + "): " + label);
            }
        }
        this.features = features;
        this.labels = labels.clone();
        this.classes = classes;
        this.kept = sorted(kept, labels.length);
        this.batch = batch;
        this.seed = seed;
        this.order = order();
    }

    /**
     * A loader of the examples with some ids.
     *
     * @param ids of the rows, in their order, all different
     * @param keptIds ids that are kept, each once; every one must be among {@code ids}
     */
    public static ConstrainedDataLoader ofIds(
            float[] features, int[] labels, int classes, long[] ids, long[] keptIds, int batch, long seed) {
        if (ids.length != labels.length) {
            throw new IllegalArgumentException("Ids must be as many as labels: " + ids.length + ", " + labels.length);
        }
        Integer[] rows = IntStream.range(0, ids.length).boxed().toArray(Integer[]::new);
        Arrays.sort(rows, (a, b) -> Long.compare(ids[a], ids[b]));
        long[] sortedIds = Arrays.stream(rows).mapToLong(row -> ids[row]).toArray();
        int[] kept =
                Arrays.stream(keptIds).mapToInt(id -> row(rows, sortedIds, id)).toArray();
        return new ConstrainedDataLoader(features, labels, classes, kept, batch, seed);
    }

    private static int row(Integer[] rows, long[] sortedIds, long id) {
        int found = Arrays.binarySearch(sortedIds, id);
        if (found < 0) {
            throw new IllegalArgumentException("No example has the id " + id);
        }
        return rows[found];
    }

    private static int[] sorted(int[] kept, int rows) {
        int[] sorted = kept.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] < 0 || sorted[i] >= rows) {
                throw new IllegalArgumentException("Kept rows must be in [0, " + rows + "): " + sorted[i]);
            }
            if (i > 0 && sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException("A row can be kept once only: " + sorted[i]);
            }
        }
        return sorted;
    }

    private int[] order() {
        int[] shuffled = kept.clone();
        Hashing.random(seed, "constrained-data-loader", epoch).shuffle(shuffled);
        return shuffled;
    }

    /** Number of kept examples. */
    public int examples() {
        return kept.length;
    }

    @Override
    public boolean hasNext() {
        return position < order.length;
    }

    @Override
    public DataSet next() {
        return next(batch);
    }

    @Override
    public DataSet next(int rows) {
        if (!hasNext()) {
            throw new NoSuchElementException("The epoch is over; reset begins the next one");
        }
        int count = Math.min(rows, order.length - position);
        int width = inputColumns();
        float[] taken = new float[count * width];
        float[] oneHot = new float[count * classes];
        for (int i = 0; i < count; i++) {
            int row = order[position + i];
            System.arraycopy(features, row * width, taken, i * width, width);
            oneHot[i * classes + labels[row]] = 1;
        }
        position += count;
        DataSet data = new DataSet(
                Nd4j.createFromArray(taken).reshape(count, width),
                Nd4j.createFromArray(oneHot).reshape(count, classes));
        if (preProcessor != null) {
            preProcessor.preProcess(data);
        }
        return data;
    }

    @Override
    public void reset() {
        if (position > 0) {
            epoch++;
            position = 0;
            order = order();
        }
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    /** A batch is a copy of a few rows: a thread that makes it ahead would cost more. */
    @Override
    public boolean asyncSupported() {
        return false;
    }

    @Override
    public int inputColumns() {
        return features.length / labels.length;
    }

    @Override
    public int totalOutcomes() {
        return classes;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public void setPreProcessor(@Nullable DataSetPreProcessor newPreProcessor) {
        preProcessor = newPreProcessor;
    }

    @Override
    public @Nullable DataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }

    @Override
    public List<String> getLabels() {
        return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    }
}
