package io.espalier.trainer;

import java.io.Serializable;
import java.util.Arrays;

/** What a worker adds to the average of a round, or a slice of it. Travels; owns its arrays. */
public final class Contribution implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int worker;
    private final double weight;
    private final PackedChange change;
    private final FloatArrays moments;

    /**
     * A contribution over the given arrays, which it owns from now on.
     *
     * @param worker index, from 0
     * @param weight sum of the weights of the kept examples in the worker's shard
     * @param change end weights minus start weights, running statistics zero
     * @param moments after the last step; none where they are not averaged
     */
    public Contribution(int worker, double weight, PackedChange change, float[][] moments) {
        this.worker = worker;
        this.weight = weight;
        this.change = change;
        this.moments = new FloatArrays(moments);
    }

    /** Index of the worker, from 0. */
    public int worker() {
        return worker;
    }

    /** Sum of the weights of the kept examples in the worker's shard. */
    public double weight() {
        return weight;
    }

    /** End weights minus start weights, as they travel. */
    public PackedChange change() {
        return change;
    }

    /** One array a moment; not to be written. */
    public float[][] moments() {
        return moments.all();
    }

    /** A slice of it; {@code from} is a multiple of {@link PackedChange#BLOCK}. */
    public Contribution slice(int from, int to) {
        return new Contribution(
                worker,
                weight,
                change.slice(from, to),
                Arrays.stream(moments())
                        .map(moment -> Arrays.copyOfRange(moment, from, to))
                        .toArray(float[][]::new));
    }

    /** Bytes on the wire. */
    public long bytes() {
        return change.bytes() + (long) Float.BYTES * moments().length * change.length();
    }
}
