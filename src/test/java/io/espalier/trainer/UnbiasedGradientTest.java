package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.importance.DynamicSelection;
import io.espalier.importance.DynamicSelection.InfoBatch;
import io.espalier.importance.Selection;
import io.espalier.network.Network;
import io.espalier.run.TrainingPlan;
import io.espalier.testing.Plans;
import io.espalier.testing.ReferenceReplica;
import io.espalier.testing.SyntheticData;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * InfoBatch by exact enumeration on six examples: at fixed weights, the sum over all outcomes of their probability times sum(w_i grad_i) / N
 * is the gradient of all six. Every outcome is one that the product itself drew, in some epoch.
 */
class UnbiasedGradientTest {
    private static final int EXAMPLES = 6;
    private static final int[] ALL = IntStream.range(0, EXAMPLES).toArray();
    /** Mean 2: the first four are below. */
    private static final float[] LOSSES = {0.1f, 0.4f, 1, 1.5f, 3, 6};

    private static final Set<Integer> BELOW = Set.of(0, 1, 2, 3);

    private final TrainingPlan plan =
            Plans.of("training.workers=1", "data.test_fraction=0", "data.validation_fraction=0");
    private final Network network = Plans.network(plan);
    private final Shard shard =
            SyntheticData.of(plan, EXAMPLES).shards().get(Part.TRAIN).get(0);
    private final Batch batch = new Batch(EXAMPLES, SyntheticData.FEATURES);

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 0.8})
    void expectedGradientOfInfoBatchIsThatOfAllExamples(double r) {
        double[] expected = expectation(new InfoBatch(r), r);
        float[] whole = gradient(new float[] {1, 1, 1, 1, 1, 1});
        for (int i = 0; i < whole.length; i++) {
            assertThat(expected[i]).isCloseTo(whole[i], within(1e-6 * norm(whole)));
        }
    }

    /** So the test can fail: survivors that weigh no more give another gradient. */
    @Test
    void expectedGradientOfAChoiceThatWeighsNothingIsAnother() {
        InfoBatch unweighted = new InfoBatch(0.5);
        double[] expected = new double[network.layout().length()];
        outcomes(unweighted).forEach((skipped, weights) -> {
            float[] alike = weights.clone();
            BELOW.forEach(row -> alike[row] = Math.min(1, alike[row]));
            add(gradient(alike), 1 / 16.0, expected);
        });
        assertThat(distance(expected, gradient(new float[] {1, 1, 1, 1, 1, 1}))).isGreaterThan(0.05);
    }

    private double[] expectation(DynamicSelection selection, double r) {
        Map<Set<Integer>, float[]> outcomes = outcomes(selection);
        assertThat(outcomes).as("all subsets of the examples below the mean").hasSize(16);
        double[] expected = new double[network.layout().length()];
        double all = 0;
        for (Map.Entry<Set<Integer>, float[]> outcome : outcomes.entrySet()) {
            int skipped = outcome.getKey().size();
            double probability = Math.pow(r, skipped) * Math.pow(1 - r, BELOW.size() - skipped);
            add(gradient(outcome.getValue()), probability, expected);
            all += probability;
        }
        assertThat(all).isCloseTo(1, within(1e-12));
        return expected;
    }

    /** Which examples are skipped, and the weights of all, for every outcome that some epoch has. */
    private Map<Set<Integer>, float[]> outcomes(DynamicSelection selection) {
        Map<Set<Integer>, float[]> outcomes = new HashMap<>();
        for (int epoch = 0; epoch < 20_000; epoch++) {
            float[] weights = selection.weights(rows(selection), 1, epoch);
            Set<Integer> skipped =
                    IntStream.of(ALL).filter(row -> weights[row] == 0).boxed().collect(Collectors.toSet());
            float[] before = outcomes.putIfAbsent(skipped, weights);
            if (before != null) {
                assertThat(weights).isEqualTo(before);
            }
        }
        assertThat(outcomes.keySet()).allMatch(BELOW::containsAll);
        return outcomes;
    }

    private EpochRows rows(DynamicSelection selection) {
        SelectedRows everything = SelectedRows.of(shard, Selection.all(1, EXAMPLES), SelectedRows.RowScores.NONE, 0);
        ExampleHistory history = new ExampleHistory(
                LOSSES.clone(), new int[0], new double[0], new int[0], new byte[0], ExampleHistory.NONE.weights());
        ExampleNotes notes = new ExampleNotes(history, Set.of(Observation.LOSS), EXAMPLES);
        return new EpochRows(shard, everything, selection, 1, notes, 0);
    }

    /** sum(w_i grad_i) / N: of all six, in one batch. */
    private float[] gradient(float[] weights) {
        shard.read(ALL, EXAMPLES, batch);
        batch.setWeights(weights);
        ReferenceReplica replica = new ReferenceReplica(network, plan.training().updater(), EXAMPLES);
        replica.load(InitialWeights.of(network, 1), new float[0][], 0);
        float[] gradient = new float[network.layout().length()];
        replica.gradient(batch, gradient);
        return gradient;
    }

    private static void add(float[] gradient, double factor, double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] += factor * gradient[i];
        }
    }

    private static double norm(float[] values) {
        return Math.sqrt(IntStream.range(0, values.length)
                .mapToDouble(i -> (double) values[i] * values[i])
                .sum());
    }

    private static double distance(double[] one, float[] other) {
        double sum = IntStream.range(0, other.length)
                .mapToDouble(i -> (one[i] - other[i]) * (one[i] - other[i]))
                .sum();
        return Math.sqrt(sum) / norm(other);
    }
}
