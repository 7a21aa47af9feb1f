package io.espalier.spark.task;

import io.espalier.data.Labels;
import org.apache.spark.unsafe.types.UTF8String;

/** Indices of classes by labels as they lie in rows. For one thread. */
final class LabelIndices {
    private final Labels labels;
    private final TextNumbers known = new TextNumbers();

    /** Those of some labels. */
    LabelIndices(Labels labels) {
        this.labels = labels;
    }

    /**
     * Index of a label's class.
     *
     * @throws io.espalier.UserException if there is no such class
     */
    int of(UTF8String text) {
        int index = known.of(text);
        if (index == TextNumbers.NONE) {
            index = labels.index(text.toString());
            known.put(text, index);
        }
        return index;
    }
}
