package io.espalier.trainer;

import io.espalier.importance.Scores;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a worker remembers of the rows of its shard: what their presentations showed, and how the epoch that it stands in weighs them.
 *
 * <p>Part of a {@link WorkerState}. Arrays have one value a row, or none where it is not noted. Owns its arrays: made once, never written
 * again; {@link ExampleNotes} makes the next one.
 */
final class ExampleHistory {
    /** Nothing is remembered. */
    static final ExampleHistory NONE = new ExampleHistory(
            new float[0], new int[0], new double[0], new int[0], new byte[0], new EpochWeights(-1, new float[0]));

    /** Of an example that was not classified right yet. */
    static final byte NEVER_RIGHT = 0;
    /** Of one that was classified right when it was last presented. */
    static final byte RIGHT = 1;
    /** Of one that was right before, and not when it was last presented. */
    static final byte FORGOTTEN = 2;

    private final float[] losses;
    private final int[] presentations;
    private final double[] margins;
    private final int[] forgettings;
    private final byte[] learning;
    private final EpochWeights weights;

    /**
     * A history over the given arrays, which it owns from now on.
     *
     * @param losses when last presented; NaN before
     * @param presentations counted
     * @param margins sums over them of p_y less the greatest other probability
     * @param forgettings times that a right row became a wrong one
     * @param learning {@link #NEVER_RIGHT}, {@link #RIGHT} or {@link #FORGOTTEN}
     * @param weights of an epoch that was begun
     */
    ExampleHistory(
            float[] losses,
            int[] presentations,
            double[] margins,
            int[] forgettings,
            byte[] learning,
            EpochWeights weights) {
        this.losses = losses;
        this.presentations = presentations;
        this.margins = margins;
        this.forgettings = forgettings;
        this.learning = learning;
        this.weights = weights;
    }

    /** The factors of the rows' losses in an epoch, 0 for those that it passes over; owns its array. */
    static final class EpochWeights {
        private final int epoch;
        private final float[] values;

        /**
         * Weights of an epoch.
         *
         * @param values one a row; empty where all are 1
         */
        EpochWeights(int epoch, float[] values) {
            this.epoch = epoch;
            this.values = values;
        }

        int epoch() {
            return epoch;
        }

        /** Whether rows may have other weights than 1. */
        boolean differ() {
            return values.length > 0;
        }

        float of(int row) {
            return values.length == 0 ? 1 : values[row];
        }
    }

    /** Last losses, not to be written; empty where none are noted. */
    float[] losses() {
        return losses;
    }

    /** Numbers of presentations, not to be written; empty where none are counted. */
    int[] presentations() {
        return presentations;
    }

    /** Sums of margins, not to be written; empty where none are noted. */
    double[] margins() {
        return margins;
    }

    /** Numbers of times that each row was forgotten, not to be written; empty where it is not noted. */
    int[] forgettings() {
        return forgettings;
    }

    /** How far each row is learned, not to be written; empty where it is not noted. */
    byte[] learning() {
        return learning;
    }

    /** Of the epoch that the worker stands in. */
    EpochWeights weights() {
        return weights;
    }

    /**
     * AUM of every row: the mean over its presentations of how far p_y is above the greatest other probability (see {@link
     * Scores#margin}). Of a row that was not presented 0, the margin of a network that prefers no class.
     */
    double[] aum(int rows) {
        double[] scores = new double[rows];
        for (int row = 0; row < margins.length; row++) {
            scores[row] = presentations[row] == 0 ? 0 : margins[row] / presentations[row];
        }
        return scores;
    }

    /**
     * How often every row was forgotten (see {@link Scores#forgets}). One that was never right counts as forgotten infinitely often in the
     * paper; here it gets {@code most} + 1, the same on every worker.
     *
     * @param most times that a row which was learned counts as forgotten
     */
    double[] forgetting(int rows, long most) {
        double[] scores = new double[rows];
        for (int row = 0; row < rows; row++) {
            boolean learned = row < learning.length && learning[row] != NEVER_RIGHT;
            scores[row] = learned ? Math.min(forgettings[row], most) : most + 1;
        }
        return scores;
    }

    void write(DataOutputStream out) throws IOException {
        write(out, Float.BYTES, losses.length, bytes -> bytes.asFloatBuffer().put(losses));
        write(out, Integer.BYTES, presentations.length, bytes -> bytes.asIntBuffer()
                .put(presentations));
        write(out, Double.BYTES, margins.length, bytes -> bytes.asDoubleBuffer().put(margins));
        write(out, Integer.BYTES, forgettings.length, bytes -> bytes.asIntBuffer()
                .put(forgettings));
        write(out, Byte.BYTES, learning.length, bytes -> bytes.put(learning));
        out.writeInt(weights.epoch);
        write(out, Float.BYTES, weights.values.length, bytes -> bytes.asFloatBuffer()
                .put(weights.values));
    }

    /** Puts an array into bytes. */
    @FunctionalInterface
    private interface Filling {
        void fill(ByteBuffer bytes);
    }

    private static void write(DataOutputStream out, int size, int length, Filling filling) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(length, size));
        filling.fill(bytes);
        out.writeInt(length);
        out.write(bytes.array());
    }

    static ExampleHistory read(DataInputStream in) throws IOException {
        float[] losses = floats(in);
        int[] presentations = ints(in);
        double[] margins = new double[in.readInt()];
        bytes(in, Double.BYTES, margins.length).asDoubleBuffer().get(margins);
        int[] forgettings = ints(in);
        byte[] learning = new byte[in.readInt()];
        bytes(in, Byte.BYTES, learning.length).get(learning);
        EpochWeights weights = new EpochWeights(in.readInt(), floats(in));
        return new ExampleHistory(losses, presentations, margins, forgettings, learning, weights);
    }

    private static float[] floats(DataInputStream in) throws IOException {
        float[] values = new float[in.readInt()];
        bytes(in, Float.BYTES, values.length).asFloatBuffer().get(values);
        return values;
    }

    private static int[] ints(DataInputStream in) throws IOException {
        int[] values = new int[in.readInt()];
        bytes(in, Integer.BYTES, values.length).asIntBuffer().get(values);
        return values;
    }

    private static ByteBuffer bytes(DataInputStream in, int size, int length) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(length, size)];
        in.readFully(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
