package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReductionTest {
    /** One input, two outputs, no hidden layer: two weights and two biases. */
    private static final Network NETWORK = Networks.mlp(Shape.flat(1), List.of(), Activation.RELU, 0, 2);

    private static final float[] START = {1, 2, 3, 4};

    @Test
    void changesOfTwoWorkersAreWeightedByTheirKeptExamples() {
        ModelState reduced = Reduction.reduce(
                start(START, 0),
                List.of(result(0, 3, new float[] {4, 0, -4, 1}), result(1, 1, new float[] {0, 8, -4, 2})),
                5);
        // (3 c0 + c1) / 4
        assertThat(reduced.parameters()).containsExactly(1 + 3f, 2 + 2f, 3 - 4f, 4 + 1.25f);
    }

    @Test
    void changesOfThreeWorkersAreWeightedByTheirKeptExamples() {
        ModelState reduced = Reduction.reduce(
                start(START, 0),
                List.of(
                        result(0, 2, new float[] {1, 0, 0, 8}),
                        result(1, 5, new float[] {0, 8, 0, 8}),
                        result(2, 1, new float[] {0, 0, 8, 8})),
                5);
        assertThat(reduced.parameters()).containsExactly(1.25f, 7f, 4f, 12f);
    }

    @Test
    void momentsAreAveragedAsValuesAndUpdatesCounted() {
        float[][] first = {{1, 1, 1, 1}, {4, 0, 0, 0}};
        float[][] second = {{5, 1, 1, 1}, {0, 4, 0, 0}};
        ModelState reduced = Reduction.reduce(
                new ModelState(NETWORK, START, new float[2][4], 40),
                List.of(
                        new WorkerResult(0, new float[4], first, Cursor.START, 1, 8, 0, 0),
                        new WorkerResult(1, new float[4], second, Cursor.START, 3, 8, 0, 0)),
                7);
        assertThat(reduced.moments()[0]).containsExactly(4, 1, 1, 1);
        assertThat(reduced.moments()[1]).containsExactly(1, 3, 0, 0);
        assertThat(reduced.updates()).isEqualTo(47);
    }

    @Test
    void workerWithoutKeptExampleCountsNothing() {
        float[] other = {1, 1, 1, 1};
        ModelState reduced = Reduction.reduce(
                start(START, 0), List.of(result(0, 0, new float[] {9, 9, 9, 9}), result(1, 7, other)), 1);
        assertThat(reduced.parameters()).containsExactly(2, 3, 4, 5);
    }

    @Test
    void oneWorkersChangeIsTakenAsItIs() {
        ModelState reduced =
                Reduction.reduce(start(START, 0), List.of(result(0, 3, new float[] {.1f, .2f, .3f, .4f})), 1);
        // start + change in double, rounded once: exactly the float nearest to the worker's own weight
        assertThat(reduced.parameters()).containsExactly(1 + .1f, 2 + .2f, 3 + .3f, 4 + .4f);
    }

    @Test
    void sumsAreInDoubleInWorkerOrder() {
        // In float 1e8 + 1 is 1e8: the small change would be lost.
        ModelState reduced = Reduction.reduce(
                start(new float[4], 0),
                List.of(
                        result(0, 1, new float[] {1e8f, 0, 0, 0}),
                        result(1, 1, new float[] {1, 0, 0, 0}),
                        result(2, 1, new float[] {-1e8f, 0, 0, 0})),
                1);
        assertThat(reduced.parameters()[0]).isCloseTo(1 / 3f, within(1e-7f));
    }

    @Test
    void startIsNotWritten() {
        float[] start = START.clone();
        Reduction.reduce(start(start, 1), List.of(result(0, 1, new float[] {1, 1, 1, 1})), 1);
        assertThat(start).isEqualTo(START);
    }

    @Test
    void resultsInAnotherOrderAreRefused() {
        List<WorkerResult> swapped = List.of(result(1, 1, new float[4]), result(0, 1, new float[4]));
        assertThatThrownBy(() -> Reduction.reduce(start(START, 0), swapped, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Result 0 is of worker 1");
    }

    @Test
    void missingResultIsRefused() {
        List<WorkerResult> lacking = List.of(result(0, 1, new float[4]), result(2, 1, new float[4]));
        assertThatThrownBy(() -> Reduction.reduce(start(START, 0), lacking, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Result 1 is of worker 2");
    }

    @Test
    void roundWithoutKeptExampleIsRefused() {
        List<WorkerResult> idle = List.of(result(0, 0, new float[4]), result(1, 0, new float[4]));
        assertThatThrownBy(() -> Reduction.reduce(start(START, 0), idle, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No worker has a kept example");
    }

    @Test
    void changeOfAnotherNetworkIsRefused() {
        List<WorkerResult> other = List.of(result(0, 1, new float[3]));
        assertThatThrownBy(() -> Reduction.reduce(start(START, 0), other, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A worker sent 3 values, the network has 4");
    }

    /** Two workers saw halves of a channel with different means: the variance of both halves together has the distance in it. */
    @Test
    void runningVarianceFollowsTheLawOfTotalVariance() {
        Network network = new Network(
                Shape.flat(1),
                List.of(
                        new Node(
                                "norm",
                                new Layer.BatchNormalization(1e-5, 0.9, Activation.IDENTITY),
                                List.of(Network.INPUT)),
                        new Node(
                                "output",
                                new Layer.Output(1, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY),
                                List.of("norm"))),
                Network.Form.SEQUENCE);
        int mean = offset(network, "mean");
        int variance = offset(network, "var");
        float[] start = new float[network.layout().length()];
        start[mean] = 1;
        start[variance] = 2;
        ModelState reduced = Reduction.reduce(
                new ModelState(network, start, new float[0][], 0),
                List.of(statistics(0, 3, start, mean, 2, variance, 5), statistics(1, 1, start, mean, 6, variance, 9)),
                1);
        // mean (3x2 + 6) / 4 = 3; variance (3 (5 + 1) + (9 + 9)) / 4 = 9
        assertThat(reduced.parameters()[mean]).isEqualTo(3);
        assertThat(reduced.parameters()[variance]).isEqualTo(9);
    }

    private static int offset(Network network, String name) {
        return network.layout().tensors().stream()
                .filter(tensor -> tensor.layer().equals("norm") && tensor.name().equals(name))
                .findFirst()
                .orElseThrow()
                .offset();
    }

    private static WorkerResult statistics(
            int worker, long weight, float[] start, int mean, float newMean, int variance, float newVariance) {
        float[] change = new float[start.length];
        change[mean] = newMean - start[mean];
        change[variance] = newVariance - start[variance];
        return new WorkerResult(worker, change, new float[0][], Cursor.START, weight, 1, 0, 0);
    }

    private static ModelState start(float[] parameters, int moments) {
        float[][] zeros = new float[moments][parameters.length];
        return new ModelState(NETWORK, parameters, zeros, 0);
    }

    private static WorkerResult result(int worker, long weight, float[] change) {
        float[][] moments = {Arrays.copyOf(change, change.length)};
        return new WorkerResult(worker, change, moments, Cursor.START, weight, 1, 0, 0);
    }
}
