package io.espalier.trainer;

import io.espalier.constraint.Compaction;
import io.espalier.importance.ScoreMethod;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a logical worker carries from one round to the next where the plan lets it keep more than a cursor: its own optimizer moments
 * ({@code averaging.inner: keep}), what rounding took from its changes ({@code averaging.wire: int8}), and what the presentations of its
 * examples showed ({@code importance.dynamic}, scores that training collects).
 *
 * <p>A value with a version, its round: the state after round r follows from the state after r - 1 and the task of round r alone, so
 * that it can be made again wherever it got lost. Arrays are parallel to the network of its round, masked units included; an empty one
 * stands for zeros. Owns its arrays: made once, never written again.
 */
public final class WorkerState {
    private static final int FORMAT = 0x45535732; // "ESW2"
    private static final float[] ZEROS = {};

    private final int round;
    private final long updates;
    private final float[][] moments;
    private final float[] residual;
    private final ExampleHistory history;

    private WorkerState(int round, long updates, float[][] moments, float[] residual, ExampleHistory history) {
        this.round = round;
        this.updates = updates;
        this.moments = moments;
        this.residual = residual;
        this.history = history;
    }

    /** All zero, before the first round. */
    public static WorkerState fresh() {
        return empty(0);
    }

    /** Nothing but its round: the state of a worker that keeps none. */
    public static WorkerState empty(int round) {
        return new WorkerState(round, 0, new float[0][], ZEROS, ExampleHistory.NONE);
    }

    /** Last round that the worker has done. */
    public int round() {
        return round;
    }

    /** Updates since the moments were zero: Adam's bias correction counts them. */
    long updates() {
        return updates;
    }

    /**
     * The moments as they are loaded for a round: those of masked units zero.
     *
     * @param fresh moments before the first update, where there are none yet
     */
    float[][] moments(Supplier<float[][]> fresh, UnaryOperator<float[]> projection) {
        return Arrays.stream(moments.length == 0 ? fresh.get() : moments)
                .map(projection)
                .toArray(float[][]::new);
    }

    /** What the worker remembers of its examples. */
    ExampleHistory history() {
        return history;
    }

    /**
     * The scores of every row of the worker's shard by a method that is collected while a network trains.
     *
     * @param rows of the shard
     * @param passes over the training part while it was collected
     */
    double[] scores(ScoreMethod method, int rows, long passes) {
        return switch (method) {
            case AUM -> history.aum(rows);
            case FORGETTING -> history.forgetting(rows, passes);
            default -> throw new IllegalArgumentException("Not collected while a network trains: " + method.column());
        };
    }

    /** Adds what rounding took from earlier changes. */
    void addResidual(float[] change) {
        for (int i = 0; i < residual.length; i++) {
            change[i] += residual[i];
        }
    }

    /** This state in the network of a task: what the task cut out of the network is cut out of it too. */
    WorkerState entering(RoundTask task) {
        if (round != task.round() - 1) {
            throw new IllegalStateException(
                    "A worker's state of round " + round + " can't enter round " + task.round());
        }
        WorkerState state = this;
        for (RoundTask.Cut cut : task.cuts()) {
            state = state.cut(cut);
        }
        return state;
    }

    private WorkerState cut(RoundTask.Cut cut) {
        Compaction compaction = Compaction.of(cut.network(), cut.kept());
        float[][] small = Arrays.stream(moments).map(compaction::apply).toArray(float[][]::new);
        return new WorkerState(
                round, updates, small, residual.length == 0 ? ZEROS : compaction.apply(residual), history);
    }

    /** The state after a round in which the worker made no step. */
    WorkerState idle() {
        return new WorkerState(round + 1, updates, moments, residual, history);
    }

    /**
     * The state after a round.
     *
     * @param newUpdates in all since the moments were zero
     * @param newMoments after the last step; none where they are not kept. Owned by the state; those of masked units become what they
     *     were before
     * @param newResidual what rounding took from the change; empty where nothing
     * @param newHistory of the shard's examples
     */
    WorkerState next(
            long newUpdates, float[][] newMoments, float[] newResidual, Masking masking, ExampleHistory newHistory) {
        if (moments.length > 0) {
            for (int m = 0; m < newMoments.length; m++) {
                masking.restore(newMoments[m], moments[m]);
            }
        }
        return new WorkerState(round + 1, newUpdates, newMoments, newResidual, newHistory);
    }

    /** Writes the state in a format of its own: big-endian, numbers as they are. */
    public void write(OutputStream stream) throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
        out.writeInt(FORMAT);
        out.writeInt(round);
        out.writeLong(updates);
        out.writeInt(moments.length);
        for (float[] moment : moments) {
            write(moment, out);
        }
        write(residual, out);
        history.write(out);
        out.flush();
    }

    private static void write(float[] values, DataOutputStream out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        out.writeInt(values.length);
        out.write(bytes.array());
    }

    /**
     * Reads a state.
     *
     * @throws IOException also if the bytes are no state
     */
    public static WorkerState read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        if (in.readInt() != FORMAT) {
            throw new IOException("No worker state");
        }
        int round = in.readInt();
        long updates = in.readLong();
        float[][] moments = new float[in.readInt()][];
        for (int m = 0; m < moments.length; m++) {
            moments[m] = readFloats(in);
        }
        return new WorkerState(round, updates, moments, readFloats(in), ExampleHistory.read(in));
    }

    private static float[] readFloats(DataInputStream in) throws IOException {
        float[] values = new float[in.readInt()];
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        in.readFully(bytes.array());
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
