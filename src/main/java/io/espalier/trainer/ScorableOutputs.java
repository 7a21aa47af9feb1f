package io.espalier.trainer;

import static io.espalier.Words.word;

import io.espalier.importance.ScoreMethod;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Layer.Loss;
import io.espalier.network.Network;
import io.espalier.run.DynamicPlan;
import java.util.Collection;
import java.util.Optional;

/** Which methods, and which choices of epochs, make sense of a network's outputs. */
public final class ScorableOutputs {
    private ScorableOutputs() {}

    /**
     * Why a method can't score with a network, if one can't: the formulas of most take the outputs for the probabilities of a softmax that
     * is trained by cross-entropy. EL2N and margin compare outputs with what they are to be, whatever these are.
     *
     * @return one line that names method and output
     */
    public static Optional<String> refusal(Network network, Collection<ScoreMethod> methods) {
        return methods.stream()
                .filter(ScorableOutputs::needsProbabilities)
                .findFirst()
                .flatMap(method -> refusal(network, method.column()));
    }

    /** Why epochs can't choose by the losses of a network's examples, if they can't: the losses are of probabilities. */
    public static Optional<String> refusal(Network network, DynamicPlan dynamic) {
        return dynamic.selection().usesLosses() ? refusal(network, word(dynamic.kind())) : Optional.empty();
    }

    private static Optional<String> refusal(Network network, String asking) {
        Layer.Output output =
                (Layer.Output) network.nodes().get(network.nodes().size() - 1).layer();
        return output.activation() == Activation.SOFTMAX && output.loss() == Loss.CROSS_ENTROPY
                ? Optional.empty()
                : Optional.of(
                        asking + " needs the probabilities of a softmax trained by cross-entropy; the network ends in "
                                + word(output.activation()) + " with " + word(output.loss()));
    }

    private static boolean needsProbabilities(ScoreMethod method) {
        return switch (method) {
            case LOSS, ENTROPY, LEAST_CONFIDENCE, GRAND, AUM -> true;
            case MARGIN, EL2N, FORGETTING, PROTOTYPE, RANDOM -> false;
        };
    }
}
