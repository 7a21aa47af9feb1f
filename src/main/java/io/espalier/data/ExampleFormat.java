package io.espalier.data;

import io.espalier.UserException;
import io.espalier.network.Shape;
import java.io.Serializable;
import java.util.List;

/**
 * What every example of a data set looks like.
 *
 * @param shape of one example; its values lie in the order channel, row, column
 * @param featureNames one name a value in that order, or empty where the source has no names
 */
public record ExampleFormat(Shape shape, List<String> featureNames) implements Serializable {
    public ExampleFormat {
        featureNames = List.copyOf(featureNames);
        if (!featureNames.isEmpty() && featureNames.size() != shape.size()) {
            throw new IllegalArgumentException(
                    "A shape of " + shape.size() + " values takes as many names: " + featureNames.size());
        }
    }

    /**
     * The format with the shape that a job asks for.
     *
     * @param image height, width, channels (key {@code data.image}); empty leaves the shape as it is
     * @param source names the data in the message
     * @throws UserException if the shape doesn't have as many values as an example
     */
    public ExampleFormat as(List<Integer> image, String source) {
        if (image.isEmpty()) {
            return this;
        }
        Shape asked = new Shape(image.get(2), image.get(0), image.get(1));
        if (asked.size() != shape.size()) {
            throw new UserException("data.image " + image + " has " + asked.size() + " values, but an example of "
                    + source + " has " + shape.size());
        }
        return new ExampleFormat(asked, featureNames);
    }

    /** Name of a value for messages: its column, its pixel, or its position. */
    public String featureName(int index) {
        if (!featureNames.isEmpty()) {
            return featureNames.get(index);
        }
        if (shape.positions() == 1) {
            return "feature " + index;
        }
        int position = index % shape.positions();
        String pixel = "pixel (" + position / shape.width() + ", " + position % shape.width() + ")";
        return shape.channels() == 1 ? pixel : pixel + " of channel " + index / shape.positions();
    }
}
