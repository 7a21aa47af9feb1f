package io.espalier.api;

import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.dl4j.ModelZip;
import io.espalier.dl4j.Predictor;
import io.espalier.dl4j.SavedModel;
import io.espalier.run.ModelDescription;
import io.espalier.store.JsonDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A trained network that tells the classes of examples from their raw features: what the features of the training data went through is
 * part of it. Used by one thread at a time; holds memory outside the heap until closed.
 */
public final class Classifier implements AutoCloseable {
    /** Rows that go through the network at once: enough to keep its products large. */
    private static final int BLOCK = 512;

    private final Path model;
    private final Predictor predictor;
    private final List<String> classes;
    private final List<String> featureNames;

    private Classifier(Path model, Predictor predictor, List<String> classes, List<String> featureNames) {
        this.model = model;
        this.predictor = predictor;
        this.classes = classes;
        this.featureNames = featureNames;
    }

    /** Opens a model zip, or the model of a run directory. */
    static Classifier open(Path path) {
        return open(path, BLOCK);
    }

    /**
     * The same.
     *
     * @param block rows that go through the network at once: with few it takes less memory
     */
    static Classifier open(Path path, int block) {
        Path zip = zip(path);
        Path beside = zip.resolveSibling("constraint.json");
        if (!Files.exists(beside)) {
            Predictor predictor = new Predictor(ModelZip.open(zip), block);
            List<String> numbers = IntStream.range(0, predictor.outputCount())
                    .mapToObj(Integer::toString)
                    .toList();
            return new Classifier(zip, predictor, numbers, List.of());
        }
        ModelDescription description = new JsonDocument<>(ModelDescription.class).read(beside);
        SavedModel saved = ModelZip.open(zip, description.shape());
        int outputs = saved.state().network().outputs();
        if (description.classes().size() != outputs) {
            throw new UserException(beside + " names " + description.classes().size() + " classes, the model has "
                    + outputs + " outputs");
        }
        return new Classifier(zip, new Predictor(saved, block), description.classes(), description.featureNames());
    }

    /** The model zip itself, or that of a run directory. */
    static Path zip(Path path) {
        Optional<Path> inside = List.of(path.resolve("model/model.zip"), path.resolve("model.zip")).stream()
                .filter(Files::exists)
                .findFirst();
        GivenPath.refuseSpecial(path, "The model");
        if (inside.isEmpty() && !Files.isRegularFile(path)) {
            throw new UserException(
                    "No model at " + path + ": give a model zip or a run directory that has model/model.zip");
        }
        return inside.orElse(path);
    }

    /** The file that the network was read from. */
    public Path model() {
        return model;
    }

    /** Names of the classes, in the order of the probabilities; numbers from 0 where the model has no names. */
    public List<String> classes() {
        return classes;
    }

    /** Names of the features, in order; empty where the data had none. */
    public List<String> featureNames() {
        return featureNames;
    }

    /** Features of one example. */
    public int featureCount() {
        return predictor.featureCount();
    }

    /**
     * The probability of each class for one example.
     *
     * @param features raw, as many as {@link #featureCount}; only read
     * @return one a class, each in [0, 1], summing to 1 up to rounding
     */
    public float[] probabilities(float[] features) {
        requireWidth(features);
        return probabilities(features, 1);
    }

    /**
     * The probabilities for several examples, which is faster than one by one.
     *
     * @param features raw, row-major, [rows x features]; only read
     * @param rows how many, from the first
     * @return row-major, [rows x classes]
     * @throws IllegalArgumentException if there are fewer features than the rows need
     */
    public float[] probabilities(float[] features, int rows) {
        return predictor.outputs(features, rows);
    }

    /**
     * The most probable class of one example; the first of several.
     *
     * @param features raw, as many as {@link #featureCount}; only read
     */
    public String classify(float[] features) {
        return classes.get(mostProbable(probabilities(features), 0));
    }

    /**
     * The index of the most probable class in some row; the first of several.
     *
     * @param probabilities row-major, [rows x classes]
     * @param offset where the row begins
     */
    public int mostProbable(float[] probabilities, int offset) {
        int best = 0;
        for (int c = 1; c < classes.size(); c++) {
            if (probabilities[offset + c] > probabilities[offset + best]) {
                best = c;
            }
        }
        return best;
    }

    private void requireWidth(float[] features) {
        if (features.length != featureCount()) {
            throw new IllegalArgumentException(
                    "An example of " + model + " has " + featureCount() + " features: " + features.length);
        }
    }

    @Override
    public void close() {
        predictor.close();
    }
}
