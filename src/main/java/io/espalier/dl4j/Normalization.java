package io.espalier.dl4j;

import io.espalier.run.Scaling;

/**
 * How raw features become the network's input: (x - shift) / divisor in float, a pair for each feature.
 *
 * <p>An infinite divisor makes a feature 0. A finite one is at least {@value #SMALLEST_DIVISOR}: DL4J's normalizers raise smaller ones
 * to that, so that a saved model would scale otherwise. Immutable; copies the arrays that it takes and gives.
 */
public final class Normalization {
    /** The smallest divisor that DL4J's normalizers keep as it is. */
    public static final float SMALLEST_DIVISOR = 1e-5f;

    private final Scaling kind;
    private final float[] shift;
    private final float[] divisor;

    private Normalization(Scaling kind, float[] shift, float[] divisor) {
        this.kind = kind;
        this.shift = shift;
        this.divisor = divisor;
    }

    /** Leaves features as they are. */
    public static Normalization none() {
        return new Normalization(Scaling.NONE, new float[0], new float[0]);
    }

    /**
     * A normalization of a kind; NONE needs no arrays.
     *
     * @param kind how it was fitted; never AUTO
     * @param shift subtracted, one value a feature, finite
     * @param divisor the difference is divided by it, one value a feature
     */
    public static Normalization of(Scaling kind, float[] shift, float[] divisor) {
        if (kind == Scaling.NONE) {
            return none();
        }
        if (kind == Scaling.AUTO || shift.length != divisor.length || shift.length == 0) {
            throw new IllegalArgumentException("A normalization needs a kind and as many shifts as divisors: " + kind
                    + ", " + shift.length + ", " + divisor.length);
        }
        for (int i = 0; i < shift.length; i++) {
            if (!Float.isFinite(shift[i]) || !(divisor[i] >= SMALLEST_DIVISOR)) {
                throw new IllegalArgumentException("Shift of feature " + i + " must be finite and its divisor at least "
                        + SMALLEST_DIVISOR + ": " + shift[i] + ", " + divisor[i]);
            }
        }
        return new Normalization(kind, shift.clone(), divisor.clone());
    }

    /** How it was fitted; never AUTO. DL4J can't tell RANGE from MIN_MAX: a restored one is MIN_MAX. */
    public Scaling kind() {
        return kind;
    }

    /** What is subtracted from each feature; empty for NONE. */
    public float[] shift() {
        return shift.clone();
    }

    /** What the difference is divided by; empty for NONE. */
    public float[] divisor() {
        return divisor.clone();
    }

    /** Whether it fits rows of a number of features. */
    boolean fits(int featureCount) {
        return kind == Scaling.NONE || shift.length == featureCount;
    }

    /**
     * Normalizes rows in place.
     *
     * @param values row-major, [rows x features]
     * @param rows how many, from the first
     */
    public void apply(float[] values, int rows) {
        int width = shift.length;
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < width; i++) {
                values[row * width + i] = (values[row * width + i] - shift[i]) / divisor[i];
            }
        }
    }
}
