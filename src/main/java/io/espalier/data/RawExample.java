package io.espalier.data;

import java.io.Serializable;

/**
 * One example as its source has it: not scaled, its label not yet an index. It belongs to the caller of the reader.
 *
 * <p>A class and not a record, because it shares its array.
 */
public final class RawExample implements Serializable {
    private static final long serialVersionUID = 1L;

    private final float[] features;
    private final String label;
    private final boolean hasKey;
    private final long key;
    private final String where;

    /**
     * An example; the array is not copied.
     *
     * @param features finite values, in the order of the format's shape: channel, row, column
     * @param label text of the class; empty only where labels are not read
     * @param hasKey whether the source identifies examples
     * @param key the source's id; 0 without one
     * @param where place in the source for messages: {@code "iris.csv, line 7"}
     */
    public RawExample(float[] features, String label, boolean hasKey, long key, String where) {
        this.features = features;
        this.label = label;
        this.hasKey = hasKey;
        this.key = key;
        this.where = where;
    }

    /** The values' own array. */
    public float[] features() {
        return features;
    }

    /** Text of the class as the source has it. */
    public String label() {
        return label;
    }

    /** Whether the source identifies examples. */
    public boolean hasKey() {
        return hasKey;
    }

    /** The source's id of this example; 0 without one. */
    public long key() {
        return key;
    }

    /** Place in the source, for messages: {@code "iris.csv, line 7"}. */
    public String where() {
        return where;
    }
}
