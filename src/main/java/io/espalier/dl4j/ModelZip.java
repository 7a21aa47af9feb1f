package io.espalier.dl4j;

import io.espalier.network.Network;
import io.espalier.network.Shape;
import io.espalier.run.Scaling;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.ReplicaFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

/**
 * DL4J's own model file: configuration, weights, optimizer state and normalizer.
 *
 * <p>What is written names no class outside DL4J: plain DL4J restores it with {@code ModelSerializer}, without Espalier on the class
 * path. What is read may come from anywhere and is checked before DL4J sees any of it (see {@link ModelArchive}); arrays are read
 * without ND4J.
 */
public final class ModelZip {
    private ModelZip() {}

    /**
     * Writes a model. The stream stays open.
     *
     * @param updater rule that the state's moments belong to
     * @param learningRate plain learning rate in the file, above 0: the last positive one of the run, because a schedule that ends at 0
     *     would leave a model that can't be trained on
     * @throws IOException of the stream
     */
    public static void write(
            OutputStream out, ModelState state, UpdaterPlan updater, double learningRate, Normalization normalization)
            throws IOException {
        if (!(learningRate > 0)) {
            throw new IllegalArgumentException("Learning rate of a saved model must be above 0: " + learningRate);
        }
        if (!normalization.fits(state.network().input().size())) {
            throw new IllegalArgumentException("The normalization does not fit the network's "
                    + state.network().input().size() + " features: " + normalization.shift().length);
        }
        UpdaterPlan plain = updater.withLearningRate(learningRate);
        Dl4jModel model = Dl4jModel.of(state.network(), UpdateRule.constant(plain));
        try {
            fill(model, state, plain);
            write(model.model(), out, normalization);
        } finally {
            model.close();
        }
    }

    private static void fill(Dl4jModel model, ModelState state, UpdaterPlan updater) {
        LayoutCheck.requireSame(state.network().layout(), model.layers(), model.parameters());
        new HostArray(model.parameters()).write(state.parameters(), 0, state.parameters().length);
        MomentMap map = new MomentMap(state.network().layout(), ReplicaFactory.moments(updater));
        map.requireSame(model.updater());
        if (state.moments().length < ReplicaFactory.moments(updater)) {
            // The workers' own moments are not averaged: training goes on from fresh ones, and counts its updates anew.
            return;
        }
        float[] moments = map.state(state.moments());
        if (moments.length > 0) {
            new HostArray(model.updater().getStateViewArray()).write(moments, 0, moments.length);
        }
        model.setUpdates(Math.toIntExact(state.updates()));
    }

    /** By way of a temporary file: DL4J can add a normalizer to nothing else, and notes when it wrote. */
    private static void write(Model model, OutputStream out, Normalization normalization) throws IOException {
        Path file = Files.createTempFile("model", ".zip");
        try {
            ModelSerializer.writeModel(model, file.toFile(), true);
            if (normalization.kind() != Scaling.NONE) {
                ModelSerializer.addNormalizerToModel(file.toFile(), Normalizers.toDl4j(normalization));
            }
            TimelessZip.copy(file, out);
        } finally {
            Files.delete(file);
        }
    }

    /**
     * Reads a model whose configuration says the size of its input.
     *
     * @throws io.espalier.UserException that names file and entry, for a file that is no complete, harmless model of layers that a
     *     network can carry
     */
    public static SavedModel open(Path file) {
        return open(file, Optional.empty());
    }

    /** Reads a model for examples of a known shape; see {@link #open(Path)}. */
    public static SavedModel open(Path file, Shape input) {
        return open(file, Optional.of(input));
    }

    /** What the configuration of a model says about training. */
    static ConfiguredTraining training(Path file, Shape input) {
        try (ModelArchive archive = ModelArchive.open(file)) {
            return archive.read(
                            ModelArchive.CONFIGURATION,
                            in -> SavedConfiguration.parse(in.readAllBytes(), Optional.of(input)))
                    .training();
        }
    }

    private static SavedModel open(Path file, Optional<Shape> input) {
        try (ModelArchive archive = ModelArchive.open(file)) {
            SavedConfiguration configuration =
                    archive.read(ModelArchive.CONFIGURATION, in -> SavedConfiguration.parse(in.readAllBytes(), input));
            Network network = configuration.network();
            float[] parameters = archive.read(
                    ModelArchive.COEFFICIENTS,
                    in -> Nd4jVector.read(in, network.layout().length()));
            configuration.toVariances(parameters);
            Normalization normalization = archive.has(ModelArchive.NORMALIZER)
                    ? archive.read(
                            ModelArchive.NORMALIZER,
                            in -> Normalizers.read(in, network.input().size()))
                    : Normalization.none();
            Optional<UpdaterKind> updater = configuration
                    .updater()
                    .filter(kind -> kind == UpdaterKind.SGD || archive.has(ModelArchive.UPDATER));
            float[][] moments = new float[updater.map(ReplicaFactory::moments).orElse(0)]
                    [network.layout().length()];
            if (moments.length > 0) {
                MomentMap map = new MomentMap(network.layout(), moments.length);
                map.read(archive.read(ModelArchive.UPDATER, in -> Nd4jVector.read(in, map.stateLength())), moments);
            }
            int updates = updater.isPresent() ? configuration.updates() : 0;
            return new SavedModel(new ModelState(network, parameters, moments, updates), normalization, updater);
        }
    }
}
