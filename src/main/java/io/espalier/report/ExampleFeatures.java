package io.espalier.report;

import io.espalier.network.Shape;

/**
 * The values of one example, as they were before scaling where the caller has them. Copies the array in.
 *
 * <p>Order of an image: channel by channel, row by row. One or three channels with more than one row and column are drawn as a picture;
 * everything else is written as text.
 */
public final class ExampleFeatures {
    private final Shape shape;
    private final float[] values;

    /**
     * The values of one example.
     *
     * @param values as many as the shape has
     */
    public ExampleFeatures(Shape shape, float[] values) {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    "An example of shape " + shape + " has " + shape.size() + " values: " + values.length);
        }
        this.shape = shape;
        this.values = values.clone();
    }

    /** The shape of the example. */
    public Shape shape() {
        return shape;
    }

    /** Value at an index of the flat vector. */
    public float value(int index) {
        return values[index];
    }

    /** Number of values. */
    public int size() {
        return values.length;
    }

    /** Whether the example can be drawn as a picture. */
    boolean isImage() {
        return shape.height() > 1 && shape.width() > 1 && (shape.channels() == 1 || shape.channels() == 3);
    }
}
