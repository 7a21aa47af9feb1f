package io.espalier.dl4j;

import io.espalier.UserException;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.DataSummary;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.NetworkPlan;
import io.espalier.trainer.InitialWeights;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.ReplicaFactory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * The network that a plan names, sized for a data set.
 *
 * @param start its first weights; moments are zero
 */
public record PlannedNetwork(ModelState start) {
    /** The network before anything is constrained. */
    public Network network() {
        return start.network();
    }

    /**
     * Builds the network of a plan.
     *
     * @throws UserException if the data does not fit it, or its file can't be used
     */
    public static PlannedNetwork of(TrainingPlan plan, DataSummary data) {
        Network network = network(plan.network(), data.shape(), data.classes().size());
        requireFit(network, data, plan.network());
        float[] weights = InitialWeights.of(network, plan.training().seed());
        int moments = ReplicaFactory.moments(plan.training().updater());
        return new PlannedNetwork(new ModelState(network, weights, new float[moments][weights.length], 0));
    }

    private static Network network(NetworkPlan plan, Shape input, int classes) {
        try {
            return switch (plan.kind()) {
                case MLP -> Networks.mlp(input, plan.hidden(), plan.activation(), plan.dropout(), classes);
                case LENET -> Networks.lenet(input, plan.hidden(), plan.activation(), classes);
                case DL4J -> configured(plan, input);
                case MODEL -> throw new UserException("network.kind model is not there yet");
            };
        } catch (IllegalArgumentException e) {
            throw new UserException("network: " + e.getMessage(), e);
        }
    }

    private static Network configured(NetworkPlan plan, Shape input) {
        Path file = Path.of(plan.path().orElseThrow(() -> new UserException("network.path is needed for network.kind dl4j")));
        String json = text(file);
        if (json.contains("\"networkInputs\"")) {
            return Dl4jNetworks.describe(parsed(file, () -> ComputationGraphConfiguration.fromJson(json)), input);
        }
        return Dl4jNetworks.describe(parsed(file, () -> MultiLayerConfiguration.fromJson(json)), input);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new UserException("network.path " + file + " is not a text file", e);
        } catch (IOException e) {
            throw new UserException("network.path " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static <T> T parsed(Path file, java.util.function.Supplier<T> parse) {
        try {
            return parse.get();
        } catch (RuntimeException e) {
            throw new UserException("network.path " + file + " is no DL4J configuration in JSON", e);
        }
    }

    private static void requireFit(Network network, DataSummary data, NetworkPlan plan) {
        if (network.input().size() != data.shape().size()) {
            throw new UserException("network " + plan.path().orElse(plan.kind().name()) + " takes " + network.input().size()
                    + " values, the data has " + data.shape().size() + " features");
        }
        if (network.outputs() != data.classes().size()) {
            throw new UserException("network " + plan.path().orElse(plan.kind().name()) + " has " + network.outputs()
                    + " outputs, the data has " + data.classes().size() + " classes");
        }
    }
}
