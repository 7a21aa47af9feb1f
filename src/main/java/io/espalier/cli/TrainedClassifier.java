package io.espalier.cli;

import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.api.Classifier;
import io.espalier.api.Espalier;
import io.espalier.data.RawExample;
import java.util.Iterator;
import java.util.List;

/** A saved model applied to the examples of a data set, in blocks. */
final class TrainedClassifier implements AutoCloseable {
    private static final int BLOCK = 512;

    private final Classifier classifier;

    /** Told of each example, in order: index of the most probable class and the probabilities, at an offset in an array. */
    @FunctionalInterface
    interface Consumer {
        void accept(RawExample example, int predicted, float[] probabilities, int offset);
    }

    private TrainedClassifier(Classifier classifier) {
        this.classifier = classifier;
    }

    /** Opens a model zip, or the model of a run directory. */
    static TrainedClassifier open(String path) {
        return new TrainedClassifier(Espalier.load(GivenPath.of(path, "MODEL")));
    }

    /** Names of the outputs, in order. */
    List<String> classes() {
        return classifier.classes();
    }

    /** Names of the inputs, in order; empty where the model has none. */
    List<String> featureNames() {
        return classifier.featureNames();
    }

    /** Classifies all examples, in order. */
    void classify(Iterator<RawExample> examples, Consumer consumer) {
        int width = classifier.featureCount();
        float[] block = new float[BLOCK * width];
        RawExample[] rows = new RawExample[BLOCK];
        while (examples.hasNext()) {
            int count = 0;
            while (count < BLOCK && examples.hasNext()) {
                RawExample example = examples.next();
                requireWidth(example, width);
                System.arraycopy(example.features(), 0, block, count * width, width);
                rows[count++] = example;
            }
            float[] outputs = classifier.probabilities(block, count);
            for (int row = 0; row < count; row++) {
                int offset = row * classes().size();
                consumer.accept(rows[row], classifier.mostProbable(outputs, offset), outputs, offset);
            }
        }
    }

    private void requireWidth(RawExample example, int width) {
        if (example.features().length != width) {
            throw new UserException(example.where() + " has " + example.features().length + " features, the model "
                    + classifier.model() + " takes " + width);
        }
    }

    @Override
    public void close() {
        classifier.close();
    }
}
