package io.espalier.trainer;

import io.espalier.constraint.KeptUnits;

/**
 * One copy of a network that can be trained: what a task leases while it runs.
 *
 * <p>Belongs to a task slot, not to a logical worker: its whole state is set by {@link #load} before use. Used by one thread at a time.
 * All arrays are parallel to the network's flat parameter vector. The same calls give the same bits on machines of one CPU family.
 */
public interface Replica extends AutoCloseable {
    /**
     * Sets the whole state.
     *
     * @param parameters flat vector, running statistics included; copied
     * @param moments one array a moment of the update rule (adam, adamw: first, second; nesterovs: velocity; rmsprop: mean of
     *     squares; adagrad: sum of squares; sgd: none), each as long as the parameters; copied; at the start those of {@link Moments}. An array without moments is allowed where only outputs and gradients are wanted
     * @param updates updates made so far: Adam's bias correction counts from it
     */
    void load(float[] parameters, float[][] moments, long updates);

    /**
     * Holds values at zero from now on: after each update they are set to zero in the parameters and in every moment, and at once. Needed
     * where a masked unit would not stay at zero by itself: one whose activation has f(0) != 0 (see
     * {@link io.espalier.network.Activation#zeroAtZero}). Replaces an earlier mask; {@link #load} leaves it in force.
     *
     * @param zeroPositions indices in the flat parameter vector, ascending; empty: none; copied
     */
    void mask(int[] zeroPositions);

    /**
     * Says which unit of the network before anything was cut out of it each unit is, so that a unit keeps its random draws when others are
     * cut out: a masked network and what is left of it drop the same. A replica whose draws are not a matter of units ignores it, as this
     * one does. At first, units are what they are.
     *
     * @param units per group of this network, as many as it has
     */
    default void originalUnits(KeptUnits units) {}

    /**
     * Trains one step: the gradient of the mean loss over the batch's rows, one update. A batch of more rows than the replica's
     * micro-batch is taken in parts whose gradients are summed: the same step with less memory.
     *
     * @param draw seed of this step's random draws (dropout)
     * @return mean loss before the update; NaN or infinite is returned, never thrown
     */
    double step(Batch batch, double learningRate, long draw);

    /** Copies the parameters into an array of their length. */
    void readParameters(float[] into);

    /** Copies the moments; shapes as in {@link #load}. */
    void readMoments(float[][] into);

    /** Computes the gradient of the mean loss over the batch's rows at the loaded parameters, without dropout and without update. */
    void gradient(Batch batch, float[] into);

    /**
     * Computes the network's outputs without dropout.
     *
     * @param into row-major, [rows x outputs]
     */
    void outputs(Batch batch, float[] into);

    /**
     * Computes the scores of the batch's rows, as the network is, without dropout, in one forward pass.
     *
     * <p>This one gives scores of outputs only; a replica that knows its penultimate features gives those of them too.
     *
     * @param into has room for the batch's rows
     */
    default void scores(Batch batch, ExampleScores into) {
        if (into.readsPenultimate()) {
            throw new IllegalArgumentException("This replica gives no penultimate features to score examples by");
        }
        outputs(batch, into.outputs());
        into.score(batch);
    }

    /**
     * {@link #step}, and the scores of the batch's rows before the update.
     *
     * <p>A replica may take the scores from the forward pass of the step itself, which has its dropout and, with batch normalisation,
     * the batch's own statistics; this one computes them before.
     */
    default double step(Batch batch, double learningRate, long draw, ExampleScores scores) {
        scores(batch, scores);
        return step(batch, learningRate, draw);
    }

    @Override
    void close();
}
