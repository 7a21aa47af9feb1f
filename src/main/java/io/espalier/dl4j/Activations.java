package io.espalier.dl4j;

import io.espalier.network.Activation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.activations.IActivation;

/** The two names of each activation: ours and DL4J's, with DL4J's default constants (leaky slope 0.01, ELU alpha 1). */
final class Activations {
    private static final Map<Activation, org.nd4j.linalg.activations.Activation> NAMES = new EnumMap<>(Map.of(
            Activation.IDENTITY, org.nd4j.linalg.activations.Activation.IDENTITY,
            Activation.RELU, org.nd4j.linalg.activations.Activation.RELU,
            Activation.LEAKY_RELU, org.nd4j.linalg.activations.Activation.LEAKYRELU,
            Activation.ELU, org.nd4j.linalg.activations.Activation.ELU,
            Activation.GELU, org.nd4j.linalg.activations.Activation.GELU,
            Activation.SWISH, org.nd4j.linalg.activations.Activation.SWISH,
            Activation.TANH, org.nd4j.linalg.activations.Activation.TANH,
            Activation.SIGMOID, org.nd4j.linalg.activations.Activation.SIGMOID,
            Activation.HARD_SIGMOID, org.nd4j.linalg.activations.Activation.HARDSIGMOID,
            Activation.SOFTMAX, org.nd4j.linalg.activations.Activation.SOFTMAX));

    private Activations() {}

    static IActivation toDl4j(Activation activation) {
        return Objects.requireNonNull(NAMES.get(activation)).getActivationFunction();
    }

    /** Ours of DL4J's; throws for a function that we don't carry or that has other constants. */
    static Activation describe(IActivation function, String layer) {
        for (Map.Entry<Activation, org.nd4j.linalg.activations.Activation> name : NAMES.entrySet()) {
            if (name.getValue().getActivationFunction().equals(function)) {
                return name.getKey();
            }
        }
        throw new IllegalArgumentException("Layer " + layer + " has the activation " + function + "; supported are "
                + NAMES.values() + " with their default constants");
    }
}
