package io.espalier.run;

import static io.espalier.Words.word;
import static io.espalier.run.Rule.require;
import static io.espalier.run.Setting.REQUIRED;

import io.espalier.network.Activation;
import java.util.List;
import java.util.Optional;

/** The network before it is constrained: the key {@code network}. */
public record NetworkPlan(
        @Setting(value = "Kind of network.", fallback = REQUIRED) NetworkKind kind,
        @Setting(
                        value =
                                "Units of each hidden layer; lenet: channels, channels, dense units (20, 50, 500 when empty); resnet: channels of its three stages (16, 32, 64 when empty).",
                        fallback = "[]")
                List<Integer> hidden,
        @Setting(value = "Activation of hidden layers.", fallback = "relu") Activation activation,
        @Setting(value = "Fraction of hidden values dropped while training.", fallback = "0", range = "[0, 1)")
                double dropout,
        @Setting(value = "File of the kinds dl4j and model.", fallback = "") Optional<String> path) {
    public NetworkPlan {
        hidden = List.copyOf(hidden);
        boolean file = kind == NetworkKind.DL4J || kind == NetworkKind.MODEL;
        require(!file || path.isPresent(), "network.path must be given with network.kind " + word(kind));
        require(file || path.isEmpty(), "network.path has no meaning with network.kind " + word(kind));
        require(
                !file || hidden.isEmpty(),
                "network.hidden has no meaning with network.kind " + word(kind) + ": the file says it");
        require(kind == NetworkKind.MLP || dropout == 0, "network.dropout is for network.kind mlp only: " + dropout);
        require(hidden.stream().allMatch(units -> units > 0), "network.hidden must be at least 1 each: " + hidden);
        require(
                kind != NetworkKind.LENET || hidden.isEmpty() || hidden.size() == 3,
                "network.hidden must be [channels, channels, dense units] with network.kind lenet: " + hidden);
        require(
                kind != NetworkKind.RESNET || hidden.isEmpty() || hidden.size() == 3,
                "network.hidden must be the channels of the 3 stages with network.kind resnet: " + hidden);
    }
}
