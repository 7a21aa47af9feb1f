package io.espalier.dl4j;

import io.espalier.UserException;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.DataSummary;
import io.espalier.run.NetworkPlan;
import io.espalier.run.TrainingPlan;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.InitialWeights;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.Moments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The network that a plan names, sized for a data set, and where its training starts.
 *
 * <p>A saved model gives its weights only: its moments belong to another course of learning rates, and its normalizer to other data.
 * Features are scaled as the plan says, fitted on the plan's own training part.
 */
public final class PlannedNetwork {
    private final Network network;
    private final Optional<float[]> weights;
    private final long seed;
    private final Moments moments;

    private final List<String> cautions;

    private PlannedNetwork(
            TrainingPlan plan, Network network, Optional<float[]> weights, Optional<ConfiguredTraining> configured) {
        this.network = network;
        this.weights = weights;
        this.cautions = configured
                .map(training -> cautions(plan, training, weights.isEmpty()))
                .orElse(List.of());
        this.seed = plan.training().seed();
        this.moments = plan.averaging().inner() == Inner.AVERAGE
                ? Moments.of(plan.training().updater())
                : Moments.none();
    }

    /**
     * Builds the network of a plan.
     *
     * @throws UserException if the data does not fit it, or its file can't be used
     */
    public static PlannedNetwork of(TrainingPlan plan, DataSummary data) {
        PlannedNetwork planned =
                switch (plan.network().kind()) {
                    case MLP, LENET, RESNET -> new PlannedNetwork(
                            plan, named(plan.network(), data), Optional.empty(), Optional.empty());
                    case DL4J -> configured(plan, data.shape());
                    case MODEL -> saved(plan, data.shape());
                };
        requireOutputs(planned.network, data, plan.network());
        return planned;
    }

    /** The network before anything is constrained. */
    public Network network() {
        return network;
    }

    /** What the network's file says about training and the job says otherwise: one line each, with the key that overrides it. */
    public List<String> cautions() {
        return cautions;
    }

    /** The state before the first round: a saved model's weights or random ones, moments of no update yet where the driver has any, no updates. */
    public ModelState start() {
        float[] parameters = weights.orElseGet(() -> InitialWeights.of(network, seed));
        return new ModelState(network, parameters, moments.fresh(network.layout()), 0);
    }

    private static Network named(NetworkPlan plan, DataSummary data) {
        try {
            Network network = built(plan, data.shape(), data.classes().size());
            network.layout();
            return network;
        } catch (IllegalArgumentException e) {
            throw new UserException("network: " + e.getMessage(), e);
        } catch (ArithmeticException e) {
            throw new UserException("network.hidden: a network has at most 2^31 - 1 parameters: " + plan.hidden(), e);
        }
    }

    private static Network built(NetworkPlan plan, Shape input, int classes) {
        List<Integer> widths = plan.hidden();
        return switch (plan.kind()) {
            case MLP -> Networks.mlp(input, widths, plan.activation(), plan.dropout(), classes);
            case LENET -> Networks.lenet(
                    input, widths.isEmpty() ? Networks.LENET_WIDTHS : widths, plan.activation(), classes);
            case RESNET -> Networks.resnet(
                    input, widths.isEmpty() ? Networks.RESNET_WIDTHS : widths, plan.activation(), classes);
            case DL4J, MODEL -> throw new IllegalArgumentException("A file holds the network: " + plan.kind());
        };
    }

    private static PlannedNetwork configured(TrainingPlan plan, Shape input) {
        Path file = file(plan.network());
        try {
            SavedConfiguration read = SavedConfiguration.parse(Files.readAllBytes(file), Optional.of(input));
            return new PlannedNetwork(plan, read.network(), Optional.empty(), Optional.of(read.training()));
        } catch (IOException e) {
            throw new UserException("network.path: " + file + " can't be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new UserException("network.path: " + file + " " + e.getMessage(), e);
        }
    }

    private static PlannedNetwork saved(TrainingPlan plan, Shape input) {
        Path file = file(plan.network());
        ModelState model = ModelZip.open(file, input).state();
        return new PlannedNetwork(
                plan, model.network(), Optional.of(model.parameters()), Optional.of(ModelZip.training(file, input)));
    }

    private static List<String> cautions(TrainingPlan plan, ConfiguredTraining training, boolean drawn) {
        List<String> cautions = new ArrayList<>();
        String said = "network.path: " + file(plan.network()) + " says ";
        UpdaterPlan updater = plan.training().updater();
        // The learning rate in a model is where its training ended.
        List<String> other = training.otherThan(
                drawn
                        ? updater
                        : updater.withLearningRate(training.learningRate().orElse(updater.learningRate())));
        if (!other.isEmpty()) {
            cautions.add(said + String.join(", ", other) + "; training.updater of the job says it in its place");
        }
        List<String> initial = training.otherInitialWeights();
        if (drawn && !initial.isEmpty()) {
            cautions.add(said + String.join(", ", initial)
                    + "; initial weights are drawn from training.seed, He's before a rectifier and else Glorot's");
        }
        return cautions;
    }

    private static Path file(NetworkPlan plan) {
        return Path.of(plan.path().orElseThrow());
    }

    private static void requireOutputs(Network network, DataSummary data, NetworkPlan plan) {
        if (network.outputs() != data.classes().size()) {
            throw new UserException("network.path: " + plan.path().orElse("") + " has " + network.outputs()
                    + " outputs, the data has " + data.classes().size() + " classes");
        }
    }
}
