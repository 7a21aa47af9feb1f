package io.espalier.cli;

import io.espalier.UserException;
import io.espalier.data.RawExample;
import io.espalier.dl4j.ModelZip;
import io.espalier.dl4j.Predictor;
import io.espalier.dl4j.SavedModel;
import io.espalier.run.ModelDescription;
import io.espalier.store.JsonDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A saved model with the names of its classes, applied to raw examples in blocks. */
final class TrainedClassifier implements AutoCloseable {
    private static final int BLOCK = 512;

    private final Path file;
    private final Optional<ModelDescription> description;
    private final Predictor predictor;
    private final List<String> classes;

    /** Told of each example, in order: index of the most probable class and the probabilities, at an offset in an array. */
    @FunctionalInterface
    interface Consumer {
        void accept(RawExample example, int predicted, float[] probabilities, int offset);
    }

    private TrainedClassifier(Path file, Optional<ModelDescription> description, Predictor predictor) {
        this.file = file;
        this.description = description;
        this.predictor = predictor;
        this.classes = description.map(ModelDescription::classes).orElseGet(() -> IntStream.range(
                        0, predictor.outputCount())
                .mapToObj(Integer::toString)
                .toList());
    }

    /** Opens a model zip, or the model of a run directory. */
    static TrainedClassifier open(String path) {
        Path zip = zip(GivenPath.of(path, "MODEL"));
        Path beside = zip.resolveSibling("constraint.json");
        Optional<ModelDescription> description = Files.exists(beside)
                ? Optional.of(new JsonDocument<>(ModelDescription.class).read(beside))
                : Optional.empty();
        SavedModel model =
                description.map(known -> ModelZip.open(zip, known.shape())).orElseGet(() -> ModelZip.open(zip));
        Predictor predictor = new Predictor(model, BLOCK);
        if (description.isPresent() && description.get().classes().size() != predictor.outputCount()) {
            throw new UserException(
                    beside + " names " + description.get().classes().size() + " classes, the model has "
                            + predictor.outputCount() + " outputs");
        }
        return new TrainedClassifier(zip, description, predictor);
    }

    private static Path zip(Path path) {
        for (Path candidate : List.of(path.resolve("model/model.zip"), path.resolve("model.zip"))) {
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        if (!Files.isRegularFile(path)) {
            throw new UserException(
                    "No model at " + path + ": give a model zip or a run directory that has model/model.zip");
        }
        return path;
    }

    Optional<ModelDescription> description() {
        return description;
    }

    /** Names of the outputs, in order. */
    List<String> classes() {
        return classes;
    }

    /** Classifies all examples, in order. */
    void classify(Iterator<RawExample> examples, Consumer consumer) {
        int width = predictor.featureCount();
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
            float[] outputs = predictor.outputs(block, count);
            for (int row = 0; row < count; row++) {
                int offset = row * classes.size();
                consumer.accept(rows[row], mostProbable(outputs, offset), outputs, offset);
            }
        }
    }

    private void requireWidth(RawExample example, int width) {
        if (example.features().length != width) {
            throw new UserException(example.where() + " has " + example.features().length + " features, the model "
                    + file + " takes " + width);
        }
    }

    private int mostProbable(float[] outputs, int offset) {
        int best = 0;
        for (int c = 1; c < classes.size(); c++) {
            if (outputs[offset + c] > outputs[offset + best]) {
                best = c;
            }
        }
        return best;
    }

    @Override
    public void close() {
        predictor.close();
    }
}
