package io.espalier.data;

import io.espalier.run.Scaling;
import io.espalier.run.Source;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Brings features to a common range: (x - shift) / divisor in float, a pair for each feature.
 *
 * <p>This is the form of DL4J's NormalizerStandardize with mean = shift and std = divisor, and, with lower = shift and
 * range = divisor, of NormalizerMinMaxScaler to [0, 1]. A product with 1 / divisor would be rounded twice and differ in
 * the last bit.
 *
 * <p>A feature that is constant in the training part has an infinite divisor, under the kinds that scale each feature
 * by itself: it becomes 0 whatever its value, because the network could not learn what another value means.
 *
 * <p>Immutable; travels.
 */
public final class Scaler implements Serializable {
    /** DL4J's normalizers raise smaller spreads to this, so we do: a saved model must scale as it did while it was trained. */
    private static final float SMALLEST_DIVISOR = 1e-5f;

    private static final long serialVersionUID = 1L;

    private final Scaling kind;
    private final float[] shift;
    private final float[] divisor;
    private final int[] constant;

    Scaler(Scaling kind, float[] shift, float[] divisor, int[] constant) {
        this.kind = kind;
        this.shift = shift;
        this.divisor = divisor;
        this.constant = constant;
    }

    /** The scaler that leaves values as they are. */
    public static Scaler none(int featureCount) {
        float[] ones = new float[featureCount];
        Arrays.fill(ones, 1);
        return new Scaler(Scaling.NONE, new float[featureCount], ones, new int[0]);
    }

    /**
     * The scaler that a model was trained with.
     *
     * @param kind how it was fitted; never AUTO or NONE
     * @param shift subtracted, one value a feature; owned from now on
     * @param divisor the difference is divided by it; owned from now on
     */
    public static Scaler of(Scaling kind, float[] shift, float[] divisor) {
        if (kind == Scaling.AUTO || kind == Scaling.NONE || shift.length != divisor.length) {
            throw new IllegalArgumentException("A scaler needs a kind and as many shifts as divisors: " + kind + ", "
                    + shift.length + ", " + divisor.length);
        }
        return new Scaler(kind, shift, divisor, new int[0]);
    }

    /**
     * What AUTO means for a source: RANGE for digits and idx, STANDARDIZE for csv and parquet; other kinds are
     * themselves.
     */
    public static Scaling resolve(Scaling asked, Source source) {
        if (asked != Scaling.AUTO) {
            return asked;
        }
        return switch (source) {
            case DIGITS, IDX -> Scaling.RANGE;
            case CSV, PARQUET -> Scaling.STANDARDIZE;
        };
    }

    /** How it was fitted; never AUTO. */
    public Scaling kind() {
        return kind;
    }

    /** Values of one example. */
    public int featureCount() {
        return shift.length;
    }

    /** A copy of what is subtracted from each feature. */
    public float[] shift() {
        return shift.clone();
    }

    /** A copy of what the difference is divided by; infinite for a feature that becomes 0. */
    public float[] divisor() {
        return divisor.clone();
    }

    /** Features with one single value in the training part, ascending; those of NONE are not looked for. */
    public List<Integer> constantFeatures() {
        return Arrays.stream(constant).boxed().toList();
    }

    /**
     * Scales rows in place.
     *
     * @param values row-major, [rows x features]
     * @param rows how many, from the first
     */
    public void apply(float[] values, int rows) {
        if (kind == Scaling.NONE) {
            return;
        }
        int width = shift.length;
        float[] scaled = new float[width];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, row * width, scaled, 0, width);
            apply(scaled);
            System.arraycopy(scaled, 0, values, row * width, width);
        }
    }

    /** Scales one row in place. The compiler makes vectors of a loop whose arrays all begin at 0: six times faster than elsewhere. */
    void apply(float[] row) {
        if (kind != Scaling.NONE) {
            for (int i = 0; i < shift.length; i++) {
                row[i] = (row[i] - shift[i]) / divisor[i];
            }
        }
    }

    /**
     * What a scaler is fitted from: count, minimum, maximum, mean and variance of each feature.
     *
     * <p>Mean and squared deviations by B. P. Welford (1962), merged by T. F. Chan, G. H. Golub and R. J. LeVeque
     * (1979, "Updating formulae and a pairwise algorithm for computing sample variances"), in double. The result
     * depends on the order of rows and merges in the last bits: add the rows of a shard in its order, and merge shards
     * in theirs.
     *
     * <p>Not thread-safe; travels.
     */
    public static final class Fit implements Serializable {
        private static final long serialVersionUID = 1L;

        private final float[] min;
        private final float[] max;
        private final double[] mean;
        /** Sum of squared deviations from the mean. */
        private final double[] squares;

        private long rows;

        /** A fit of no rows. */
        public Fit(int featureCount) {
            min = new float[featureCount];
            max = new float[featureCount];
            mean = new double[featureCount];
            squares = new double[featureCount];
            Arrays.fill(min, Float.POSITIVE_INFINITY);
            Arrays.fill(max, Float.NEGATIVE_INFINITY);
        }

        /** Rows that were added. */
        public long rows() {
            return rows;
        }

        /** Adds a row of finite values. */
        public void add(float[] features) {
            if (features.length != min.length) {
                throw new IllegalArgumentException("A row must have " + min.length + " features: " + features.length);
            }
            rows++;
            for (int i = 0; i < features.length; i++) {
                float value = features[i];
                min[i] = Math.min(min[i], value);
                max[i] = Math.max(max[i], value);
                double deviation = value - mean[i];
                mean[i] += deviation / rows;
                squares[i] += deviation * (value - mean[i]);
            }
        }

        /** Adds the rows of another fit, which come after this one's. */
        public void merge(Fit later) {
            if (later.min.length != min.length) {
                throw new IllegalArgumentException("A fit must have " + min.length + " features: " + later.min.length);
            }
            if (later.rows == 0) {
                return;
            }
            double total = (double) rows + later.rows;
            double weight = later.rows / total;
            for (int i = 0; i < min.length; i++) {
                min[i] = Math.min(min[i], later.min[i]);
                max[i] = Math.max(max[i], later.max[i]);
                double difference = later.mean[i] - mean[i];
                squares[i] += later.squares[i] + difference * difference * rows * weight;
                mean[i] += difference * weight;
            }
            rows += later.rows;
        }

        /**
         * The scaler of the rows that were added.
         *
         * @param kind any but AUTO; standard deviations are those of the population (divided by n), as DL4J's
         */
        public Scaler scaler(Scaling kind) {
            if (rows == 0) {
                throw new IllegalStateException("A scaler can't be fitted on no rows");
            }
            return switch (kind) {
                case NONE -> none(min.length);
                case RANGE -> range();
                case MIN_MAX -> eachFeature(kind, this::minMax);
                case STANDARDIZE -> eachFeature(kind, this::standard);
                case AUTO -> throw new IllegalArgumentException("Scaling must be resolved before fitting: " + kind);
            };
        }

        private Scaler range() {
            float lowest = Float.POSITIVE_INFINITY;
            float highest = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < min.length; i++) {
                lowest = Math.min(lowest, min[i]);
                highest = Math.max(highest, max[i]);
            }
            float[] shift = new float[min.length];
            float[] divisor = new float[min.length];
            Arrays.fill(shift, lowest);
            Arrays.fill(divisor, highest > lowest ? highest - lowest : Float.POSITIVE_INFINITY);
            return new Scaler(Scaling.RANGE, shift, divisor, constant());
        }

        private Scaler eachFeature(Scaling kind, FeatureScale scale) {
            float[] shift = new float[min.length];
            float[] divisor = new float[min.length];
            for (int i = 0; i < min.length; i++) {
                scale.write(i, shift, divisor);
            }
            int[] constant = constant();
            for (int i : constant) {
                shift[i] = min[i];
                divisor[i] = Float.POSITIVE_INFINITY;
            }
            return new Scaler(kind, shift, divisor, constant);
        }

        private void minMax(int i, float[] shift, float[] divisor) {
            shift[i] = min[i];
            divisor[i] = Math.max(max[i] - min[i], SMALLEST_DIVISOR);
        }

        private void standard(int i, float[] shift, float[] divisor) {
            shift[i] = (float) mean[i];
            divisor[i] = Math.max((float) Math.sqrt(squares[i] / rows), SMALLEST_DIVISOR);
        }

        private int[] constant() {
            return IntStream.range(0, min.length).filter(i -> min[i] == max[i]).toArray();
        }
    }

    /** Writes shift and divisor of one feature. */
    private interface FeatureScale {
        void write(int feature, float[] shift, float[] divisor);
    }
}
