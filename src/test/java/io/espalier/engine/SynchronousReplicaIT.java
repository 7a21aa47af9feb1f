package io.espalier.engine;

import static io.espalier.engine.EngineNetworks.ADAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.run.GradientNormalization;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Replica;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SynchronousReplicaIT {
    private static final int ROWS = 25;
    private static final Network NETWORK = EngineNetworks.mlp(Activation.TANH);

    static Stream<UpdaterPlan> updaters() {
        return Stream.of(
                ADAM,
                UpdaterPlan.constant(UpdaterKind.SGD, 0.1).withPenalties(0.001, 0.01, 0),
                UpdaterPlan.constant(UpdaterKind.NESTEROVS, 0.05)
                        .withGradientNormalization(GradientNormalization.CLIP_L2_PER_LAYER, 0.01));
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void stepsAreThoseOfOneReplica(UpdaterPlan plan) {
        try (Replica one = new CompiledReplicaFactory(new Dl4jReplicaFactory()).create(NETWORK, plan, ROWS);
                Replica two = new SynchronousReplica(NETWORK, plan, ROWS, 2);
                Replica three = new SynchronousReplica(NETWORK, plan, ROWS, 3)) {
            float[] expected = trained(one, plan);
            requireClose(trained(two, plan), expected);
            requireClose(trained(three, plan), expected);
        }
    }

    @Test
    void sameThreadsGiveTheSameBits() {
        try (Replica one = new SynchronousReplica(NETWORK, ADAM, ROWS, 2);
                Replica other = new SynchronousReplica(NETWORK, ADAM, ROWS, 2)) {
            assertThat(trained(one, ADAM)).isEqualTo(trained(other, ADAM));
        }
    }

    @Test
    void gradientAndLossAreOfTheWholeBatch() {
        Batch batch = EngineNetworks.batch(NETWORK, ROWS, 1);
        float[] parameters = EngineNetworks.parameters(NETWORK, 1);
        float[] expected = new float[parameters.length];
        float[] gradient = new float[parameters.length];
        try (Replica one = new CompiledReplicaFactory(new Dl4jReplicaFactory()).create(NETWORK, ADAM, ROWS);
                Replica two = new SynchronousReplica(NETWORK, ADAM, ROWS, 2)) {
            one.load(parameters, new float[2][parameters.length], 0);
            two.load(parameters, new float[2][parameters.length], 0);
            one.gradient(batch, expected);
            two.gradient(batch, gradient);
            requireClose(gradient, expected);
            double loss = one.step(batch, 0.01, 0);
            assertThat(two.step(batch, 0.01, 0)).isCloseTo(loss, within(1e-6));
        }
    }

    @Test
    void fewerRowsThanThreadsAreAStepToo() {
        try (Replica one = new CompiledReplicaFactory(new Dl4jReplicaFactory()).create(NETWORK, ADAM, ROWS);
                Replica three = new SynchronousReplica(NETWORK, ADAM, ROWS, 3)) {
            Batch batch = EngineNetworks.batch(NETWORK, 2, 1);
            float[] parameters = EngineNetworks.parameters(NETWORK, 1);
            float[] expected = new float[parameters.length];
            float[] gradient = new float[parameters.length];
            one.load(parameters, new float[2][parameters.length], 0);
            three.load(parameters, new float[2][parameters.length], 0);
            one.gradient(batch, expected);
            three.gradient(batch, gradient);
            requireClose(gradient, expected);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SynchronousReplica(NETWORK, ADAM, 2, 3))
                .withMessage("Threads must be in [1, rows of a batch]: 3 for 2 rows");
        Batch batch = EngineNetworks.batch(NETWORK, ROWS, 1);
        batch.labels()[3] = 99;
        Replica replica = new SynchronousReplica(NETWORK, ADAM, ROWS, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replica.step(batch, 0.1, 0))
                .withMessageContaining("99");
        replica.close();
        replica.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> replica.step(batch, 0.1, 0))
                .withMessage("The replica is closed");
    }

    private static float[] trained(Replica replica, UpdaterPlan plan) {
        float[] parameters = EngineNetworks.parameters(NETWORK, 1);
        int moments = io.espalier.trainer.ReplicaFactory.moments(plan);
        replica.load(parameters, new float[moments][parameters.length], 0);
        for (int step = 0; step < 20; step++) {
            replica.step(EngineNetworks.batch(NETWORK, ROWS, step % 3), plan.learningRate(), step);
        }
        replica.readParameters(parameters);
        return parameters;
    }

    private static void requireClose(float[] actual, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference / norm)).isLessThan(1e-4);
    }
}
