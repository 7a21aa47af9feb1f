package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.run.AveragingPlan.Wire;
import io.espalier.run.Incidents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningStatisticsTest {
    /** Two normalisations, of two values and of two. */
    private static final Network NETWORK = new Network(
            Shape.flat(2),
            List.of(
                    new Node(
                            "norm",
                            new Layer.BatchNormalization(1e-5, 0.9, Activation.IDENTITY),
                            List.of(Network.INPUT)),
                    new Node("dense", new Layer.Dense(2, Activation.RELU, true), List.of("norm")),
                    new Node("second", new Layer.BatchNormalization(1e-5, 0.9, Activation.IDENTITY), List.of("dense")),
                    new Node(
                            "output",
                            new Layer.Output(2, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY),
                            List.of("second"))),
            Network.Form.SEQUENCE);

    private static final int LENGTH = NETWORK.layout().length();

    private final RunningStatistics running = RunningStatistics.of(NETWORK);

    /** Two workers saw halves of a channel with different means: the variance of both halves together has the distance in it. */
    @Test
    void runningVarianceFollowsTheLawOfTotalVariance() {
        float[] first = new float[LENGTH];
        float[] second = new float[LENGTH];
        first[offset("norm", "mean")] = 2;
        first[offset("norm", "var")] = 5;
        second[offset("norm", "mean")] = 6;
        second[offset("norm", "var")] = 9;
        float[] merged = merged(List.of(first, second), List.of(3.0, 1.0));
        // mean (3x2 + 6) / 4 = 3; variance (3 (5 + 1) + (9 + 9)) / 4 = 9
        assertThat(merged[offset("norm", "mean")]).isEqualTo(3);
        assertThat(merged[offset("norm", "var")]).isEqualTo(9);
        assertThat(merged[offset("second", "var")]).isZero();
    }

    @Test
    void mergedStatisticsAreThoseOfAllExamplesTogether() {
        SplitMix64 random = new SplitMix64(1);
        List<float[]> workers = new ArrayList<>();
        List<Double> weights = List.of(5.0, 1.0, 12.0);
        List<List<Double>> all = List.of(new ArrayList<>(), new ArrayList<>());
        for (double examples : weights) {
            float[] statistics = new float[LENGTH];
            for (int channel = 0; channel < 2; channel++) {
                List<Double> own = new ArrayList<>();
                for (int i = 0; i < examples; i++) {
                    own.add(random.nextGaussian() + workers.size());
                }
                all.get(channel).addAll(own);
                statistics[offset("second", "mean") + channel] = (float) mean(own);
                statistics[offset("second", "var") + channel] = (float) variance(own);
            }
            workers.add(statistics);
        }
        float[] merged = merged(workers, weights);
        for (int channel = 0; channel < 2; channel++) {
            assertThat((double) merged[offset("second", "mean") + channel])
                    .isCloseTo(mean(all.get(channel)), within(1e-6));
            assertThat((double) merged[offset("second", "var") + channel])
                    .isCloseTo(variance(all.get(channel)), within(1e-6));
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double variance(List<Double> values) {
        double mean = mean(values);
        return values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
    }

    @Test
    void workerWithoutExamplesCountsNothing() {
        float[] idle = new float[LENGTH];
        float[] other = new float[LENGTH];
        idle[offset("norm", "mean")] = 100;
        idle[offset("norm", "var")] = 100;
        other[offset("norm", "mean")] = 2;
        other[offset("norm", "var")] = 3;
        float[] merged = merged(List.of(idle, other), List.of(0.0, 7.0));
        assertThat(merged[offset("norm", "mean")]).isEqualTo(2);
        assertThat(merged[offset("norm", "var")]).isEqualTo(3);
    }

    @Test
    void statisticsAreEightOfTheVectorAndNothingElseIsTouched() {
        float[] vector = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            vector[i] = i + 1;
        }
        float[] statistics = running.read(vector);
        assertThat(statistics).hasSize(8);
        float[] cleared = vector.clone();
        running.clear(cleared);
        for (int i = 0; i < LENGTH; i++) {
            assertThat(cleared[i]).isEqualTo(isStatistic(i) ? 0 : vector[i]);
        }
        running.write(statistics, cleared);
        assertThat(cleared).isEqualTo(vector);
    }

    @Test
    void networkWithoutNormalisationHasNone() {
        Network plain = Networks.mlp(Shape.flat(1), List.of(3), Activation.RELU, 0, 2);
        assertThat(RunningStatistics.of(plain).read(new float[plain.layout().length()]))
                .isEmpty();
    }

    /** The outer step goes 0.7 (1 + 0.9) times as far as the change; statistics are where the workers saw them. */
    @Test
    void statisticsDoNotGoThroughTheOuterStep() {
        float[] start = new float[LENGTH];
        float[] change = new float[LENGTH];
        Arrays.fill(change, 1);
        running.clear(change);
        float[] seen = new float[LENGTH];
        seen[offset("norm", "mean")] = 7;
        seen[offset("norm", "var")] = 3;
        Contribution contribution = new Contribution(0, 5, PackedChange.of(Wire.FLOAT32, change), new float[0][]);
        WorkerReport report = new WorkerReport(contribution, Cursor.START, running.read(seen), 1, 1, 1, 1, 1);
        RoundOutcome outcome =
                new RoundOutcome(Reduction.mean(List.of(contribution)), List.of(report), 0, 0, Incidents.NONE);
        RoundTask task = Tasks.of(1, new ModelState(NETWORK, start, new float[0][], 0));
        float[] after = outcome.parameters(task, new OuterStep.Nesterov(0.7, 0.9), new float[LENGTH]);
        for (int i = 0; i < LENGTH; i++) {
            assertThat(after[i]).isEqualTo(isStatistic(i) ? seen[i] : (float) (0.7 * (0.9 + 1)));
        }
    }

    private static boolean isStatistic(int position) {
        return NETWORK.layout().tensors().stream()
                .filter(tensor -> tensor.name().equals("mean") || tensor.name().equals("var"))
                .anyMatch(tensor -> tensor.offset() <= position && position < tensor.end());
    }

    private float[] merged(List<float[]> workers, List<Double> weights) {
        float[] vector = new float[LENGTH];
        running.write(running.merge(workers.stream().map(running::read).toList(), weights), vector);
        return vector;
    }

    private static int offset(String layer, String name) {
        return NETWORK.layout().tensors().stream()
                .filter(tensor -> tensor.layer().equals(layer) && tensor.name().equals(name))
                .findFirst()
                .orElseThrow()
                .offset();
    }
}
