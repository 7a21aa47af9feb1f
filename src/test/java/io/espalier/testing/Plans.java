package io.espalier.testing;

import io.espalier.config.JobFile;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.TrainingPlan;
import java.util.List;

/** Plans of short runs on {@link SyntheticData}, read from YAML as a user's would be. */
public final class Plans {
    /** 600 rows give 420 training examples: 14 steps an epoch on all of them, 27 rounds or so. */
    private static final String SHORT_RUN =
            """
            name: short
            data: {source: digits}
            network: {kind: mlp, hidden: [16, 12]}
            training:
              workers: 2
              batch: 16
              budget: {epochs: 10}
              steps_per_round: 6
              evaluations: 10
              updater: {kind: adam, learning_rate: 0.01}
            constraint: {parameter_reduction: 0.5, rounding: false}
            importance: {batch: 64}
            """;

    private static final String DIGITS =
            """
            name: digits
            data: {source: digits}
            network: {kind: mlp, hidden: [256, 256]}
            constraint: {parameter_reduction: 0.64}
            importance: {kept: 0.6}
            """;

    private Plans() {}

    /** The plan of a job on the digits that leaves most keys at their defaults, with some set. */
    public static TrainingPlan digits(String... sets) {
        return JobFile.parse(DIGITS, "digits.yaml", List.of(sets));
    }

    /**
     * The plan of a short run, with some keys set.
     *
     * @param sets each {@code dotted.key=value}
     */
    public static TrainingPlan of(String... sets) {
        return JobFile.parse(SHORT_RUN, "short.yaml", List.of(sets));
    }

    /** The perceptron that a plan names, for the synthetic data. */
    public static Network network(TrainingPlan plan) {
        return Networks.mlp(
                Shape.flat(SyntheticData.FEATURES),
                plan.network().hidden(),
                plan.network().activation(),
                plan.network().dropout(),
                SyntheticData.CLASSES);
    }
}
