package io.espalier.spark.task;

import io.espalier.data.Scaler;
import java.io.Serializable;

/** A piece of the data that lies on an executor's disk. Travels; owns its array. */
public final class PackedSlice implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Slice slice;
    private final String location;
    private final int rows;
    private final long[] perClass;
    private final Scaler.Fit fit;

    PackedSlice(Slice slice, String location, int rows, long[] perClass, Scaler.Fit fit) {
        this.slice = slice;
        this.location = location;
        this.rows = rows;
        this.perClass = perClass;
        this.fit = fit;
    }

    /** Which piece. */
    public Slice slice() {
        return slice;
    }

    /** Where it lies, as Spark names preferred locations. */
    public String location() {
        return location;
    }

    /** Rows in it. */
    public int rows() {
        return rows;
    }

    /** Rows of a class. */
    public long ofClass(int label) {
        return perClass[label];
    }

    /** Statistics of its features. */
    public Scaler.Fit fit() {
        return fit;
    }
}
