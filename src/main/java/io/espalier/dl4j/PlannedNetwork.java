package io.espalier.dl4j;

import io.espalier.UserException;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.DataSummary;
import io.espalier.run.NetworkPlan;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.InitialWeights;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.Moments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private PlannedNetwork(TrainingPlan plan, Network network, Optional<float[]> weights) {
        this.network = network;
        this.weights = weights;
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
                    case MLP, LENET -> new PlannedNetwork(plan, named(plan.network(), data), Optional.empty());
                    case DL4J -> new PlannedNetwork(
                            plan, configured(file(plan.network()), data.shape()), Optional.empty());
                    case MODEL -> saved(plan, data.shape());
                };
        requireOutputs(planned.network, data, plan.network());
        return planned;
    }

    /** The network before anything is constrained. */
    public Network network() {
        return network;
    }

    /** The state before the first round: a saved model's weights or random ones, moments of no update yet where the driver has any, no updates. */
    public ModelState start() {
        float[] parameters = weights.orElseGet(() -> InitialWeights.of(network, seed));
        return new ModelState(network, parameters, moments.fresh(network.layout()), 0);
    }

    private static Network named(NetworkPlan plan, DataSummary data) {
        try {
            int classes = data.classes().size();
            Network network = plan.kind() == TrainingPlan.NetworkKind.MLP
                    ? Networks.mlp(data.shape(), plan.hidden(), plan.activation(), plan.dropout(), classes)
                    : Networks.lenet(data.shape(), lenetWidths(plan), plan.activation(), classes);
            network.layout();
            return network;
        } catch (IllegalArgumentException e) {
            throw new UserException("network: " + e.getMessage(), e);
        } catch (ArithmeticException e) {
            throw new UserException("network.hidden: a network has at most 2^31 - 1 parameters: " + plan.hidden(), e);
        }
    }

    private static List<Integer> lenetWidths(NetworkPlan plan) {
        return plan.hidden().isEmpty() ? Networks.LENET_WIDTHS : plan.hidden();
    }

    private static Network configured(Path file, Shape input) {
        try {
            return SavedConfiguration.parse(Files.readAllBytes(file), Optional.of(input))
                    .network();
        } catch (IOException e) {
            throw new UserException("network.path: " + file + " can't be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new UserException("network.path: " + file + " " + e.getMessage(), e);
        }
    }

    private static PlannedNetwork saved(TrainingPlan plan, Shape input) {
        ModelState model = ModelZip.open(file(plan.network()), input).state();
        return new PlannedNetwork(plan, model.network(), Optional.of(model.parameters()));
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
