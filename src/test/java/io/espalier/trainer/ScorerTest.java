package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.importance.Prototypes;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoreMethod.Origin;
import io.espalier.importance.Scores;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import io.espalier.run.DynamicPlan;
import io.espalier.run.TrainingPlan;
import io.espalier.testing.ArrayShard;
import io.espalier.testing.Plans;
import io.espalier.testing.ReferenceReplica;
import io.espalier.testing.SyntheticData;
import io.espalier.trainer.TrainingBackend.Part;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScorerTest {
    private static final List<ScoreMethod> SCORED = Arrays.stream(ScoreMethod.values())
            .filter(method -> !method.collectedDuringTraining())
            .toList();

    private final TrainingPlan plan =
            Plans.of("training.workers=1", "data.test_fraction=0", "data.validation_fraction=0");
    private final Network network = Plans.network(plan);
    private final float[] weights = InitialWeights.of(network, 1);
    private final float[] other = InitialWeights.of(network, 2);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 100, 256})
    void el2nIsTheMeanErrorLengthOverSnapshots(int blockRows) {
        Shard shard = shard(100);
        double[] scores = scores(shard, List.of(weights, other), settings(blockRows, ScoreMethod.EL2N))[0];
        float[] first = answers(shard, weights).outputs();
        float[] second = answers(shard, other).outputs();
        assertThat(scores).hasSize(100);
        for (int row = 0; row < 100; row++) {
            double mean = (errorLength(first, row, shard.label(row)) + errorLength(second, row, shard.label(row))) / 2;
            assertThat(scores[row]).isCloseTo(mean, within(1e-12));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ScoreMethod.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FORGETTING", "AUM"})
    void methodScoresAmongOthersAsItDoesAlone(ScoreMethod method) {
        Shard shard = shard(100);
        List<float[]> snapshots = List.of(weights, other);
        ScoreSettings together = settings(32, SCORED.toArray(ScoreMethod[]::new));
        double[][] all = scores(shard, snapshots, together.from(prototypes(shard, snapshots)));
        double[][] alone = scores(shard, snapshots, settings(32, method).from(prototypes(shard, snapshots)));
        assertThat(all).hasNumberOfRows(SCORED.size());
        assertThat(all[SCORED.indexOf(method)]).isEqualTo(alone[0]);
        assertThat(Arrays.stream(alone[0]).distinct().count()).isGreaterThan(50);
    }

    @Test
    void lastScoringBlockIsPaddedToFullHeight() {
        List<Integer> heights = new ArrayList<>();
        Shard watched = new WatchedShard(shard(130), (rows, count) -> heights.add(count));
        scores(watched, List.of(weights), settings(64, ScoreMethod.EL2N));
        assertThat(heights).containsExactly(64, 64, 64);
    }

    @Test
    void allMethodsTakeOnePassOverTheRowsForEachOfTheWeights() {
        List<Integer> heights = new ArrayList<>();
        Shard shard = shard(64);
        Shard watched = new WatchedShard(shard, (rows, count) -> heights.add(count));
        List<float[]> snapshots = List.of(weights, other);
        ScoreSettings settings = settings(64, SCORED.toArray(ScoreMethod[]::new));
        scores(watched, snapshots, settings.from(prototypes(shard, snapshots)));
        assertThat(heights).containsExactly(64, 64);
    }

    @Test
    void grandIsTheNormOfTheGradientByTheLastLayer() {
        Shard shard = shard(40);
        double[] scores = scores(shard, List.of(weights), settings(16, ScoreMethod.GRAND))[0];
        List<Tensor> tensors = network.layout().tensors();
        List<Tensor> last = tensors.subList(tensors.size() - 2, tensors.size());
        for (int row = 0; row < 40; row++) {
            Batch batch = new Batch(1, SyntheticData.FEATURES);
            shard.read(new int[] {row}, 1, batch);
            float[] gradient = new float[weights.length];
            loaded(weights).gradient(batch, gradient);
            double squares = last.stream()
                    .flatMapToInt(tensor -> IntStream.range(tensor.offset(), tensor.end()))
                    .mapToDouble(i -> (double) gradient[i] * gradient[i])
                    .sum();
            // The gradient is in float.
            assertThat(scores[row]).isCloseTo(Math.sqrt(squares), within(1e-6));
        }
    }

    @Test
    void prototypeIsTheDistanceFromTheMeanOfTheClass() {
        Shard shard = shard(50);
        List<float[]> snapshots = List.of(weights);
        double[] scores =
                scores(shard, snapshots, settings(16, ScoreMethod.PROTOTYPE).from(prototypes(shard, snapshots)))[0];
        float[] features = answers(shard, weights).penultimate();
        int width = network.penultimate().size();
        for (int row = 0; row < 50; row++) {
            int label = shard.label(row);
            int[] members = IntStream.range(0, 50)
                    .filter(member -> shard.label(member) == label)
                    .toArray();
            double squares = 0;
            for (int i = 0; i < width; i++) {
                int value = i;
                double mean = Arrays.stream(members)
                        .mapToDouble(member -> features[member * width + value])
                        .average()
                        .orElseThrow();
                squares += Math.pow(features[row * width + i] - mean, 2);
            }
            assertThat(scores[row]).isCloseTo(Math.sqrt(squares), within(1e-9));
        }
    }

    @Test
    void centroidOfAClassWithoutExamplesIsZero() {
        FeatureSums sums = new FeatureSums(2, 1);
        sums.add(new float[] {3}, 0, 0);
        Prototypes prototypes = FeatureSums.prototypes(List.of(sums));
        assertThat(prototypes.distance(new float[] {5}, 0, 0)).isEqualTo(2);
        assertThat(prototypes.distance(new float[] {5}, 0, 1)).isEqualTo(5);
    }

    @Test
    void randomScoresNeedNoPass() {
        Shard unreadable = new WatchedShard(shard(10), (rows, count) -> {
            throw new AssertionError("read");
        });
        double[] scores = scores(unreadable, List.of(weights), settings(4, ScoreMethod.RANDOM))[0];
        for (int row = 0; row < 10; row++) {
            assertThat(scores[row]).isEqualTo(Scores.random(unreadable.id(row), 3));
        }
    }

    @Test
    void shardWithoutRowsHasNoScores() {
        assertThat(scores(ArrayShard.numbered(0), List.of(weights), settings(4, ScoreMethod.LOSS))[0])
                .isEmpty();
    }

    @Test
    void whatIsNotOfTheNetworkIsNoMatterOfAPass() {
        assertThat(settings(4, ScoreMethod.AUM, ScoreMethod.LOSS, ScoreMethod.RANDOM)
                        .ofPass())
                .containsExactly(ScoreMethod.LOSS);
        assertThatThrownBy(() -> new ExampleScores(4, network, List.of(ScoreMethod.RANDOM)))
                .hasMessage("Not computed from a forward pass: random comes from " + Origin.ID);
    }

    @Test
    void scoreThatWasNotAskedForIsRefused() {
        ExampleScores scores = new ExampleScores(4, network, List.of(ScoreMethod.LOSS));
        assertThatThrownBy(() -> scores.margin(0)).hasMessage("Not among the scores asked for: margin");
    }

    @Test
    void replicaThatGivesNoPenultimateFeaturesRefusesScoresOfThem() {
        Replica replica = new ScriptedReplica(new float[0]);
        ExampleScores scores = new ExampleScores(4, network, List.of(ScoreMethod.GRAND));
        assertThatThrownBy(() -> replica.scores(new Batch(4, SyntheticData.FEATURES), scores))
                .hasMessage("This replica gives no penultimate features to score examples by");
    }

    @Test
    void everyMethodMakesSenseOfASoftmax() {
        assertThat(ScorableOutputs.refusal(network, List.of(ScoreMethod.values())))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ScoreMethod.class,
            names = {"LOSS", "ENTROPY", "LEAST_CONFIDENCE", "GRAND", "AUM"})
    void methodsOfProbabilitiesRefuseOtherOutputsByName(ScoreMethod method) {
        assertThat(ScorableOutputs.refusal(regression(), List.of(ScoreMethod.EL2N, method)))
                .hasValue(method.column() + " needs the probabilities of a softmax trained by cross-entropy;"
                        + " the network ends in identity with mean_squared_error");
        Network multiLabel = ending(Activation.SIGMOID, Layer.Loss.BINARY_CROSS_ENTROPY);
        assertThat(ScorableOutputs.refusal(multiLabel, List.of(ScoreMethod.EL2N, method)))
                .hasValue(method.column() + " needs the probabilities of a softmax trained by cross-entropy;"
                        + " the network ends in sigmoid with binary_cross_entropy");
    }

    @ParameterizedTest
    @EnumSource(
            value = ScoreMethod.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LOSS", "ENTROPY", "LEAST_CONFIDENCE", "GRAND", "AUM"})
    void otherMethodsMakeSenseOfAnyOutput(ScoreMethod method) {
        assertThat(ScorableOutputs.refusal(regression(), List.of(method))).isEmpty();
        assertThat(ScorableOutputs.refusal(
                        ending(Activation.SIGMOID, Layer.Loss.BINARY_CROSS_ENTROPY), List.of(method)))
                .isEmpty();
    }

    @Test
    void choicesByLossRefuseOtherOutputsByName() {
        for (DynamicPlan.Kind kind : List.of(DynamicPlan.Kind.INFOBATCH, DynamicPlan.Kind.SELECTIVE_BACKPROP)) {
            assertThat(ScorableOutputs.refusal(regression(), dynamic(kind)))
                    .hasValue(kind.name().toLowerCase(Locale.ROOT)
                            + " needs the probabilities of a softmax trained by cross-entropy;"
                            + " the network ends in identity with mean_squared_error");
            assertThat(ScorableOutputs.refusal(network, dynamic(kind))).isEmpty();
        }
        assertThat(ScorableOutputs.refusal(regression(), dynamic(DynamicPlan.Kind.NONE)))
                .isEmpty();
        assertThat(ScorableOutputs.refusal(regression(), dynamic(DynamicPlan.Kind.RANDOM_EACH_EPOCH)))
                .isEmpty();
    }

    private static DynamicPlan dynamic(DynamicPlan.Kind kind) {
        return new DynamicPlan(kind, 0.5, new BigDecimal("0.875"));
    }

    @Test
    void methodsOfOutputsAndFeaturesTakeOtherOutputs() {
        assertThat(ScorableOutputs.refusal(
                        regression(),
                        List.of(
                                ScoreMethod.MARGIN,
                                ScoreMethod.EL2N,
                                ScoreMethod.FORGETTING,
                                ScoreMethod.PROTOTYPE,
                                ScoreMethod.RANDOM)))
                .isEmpty();
    }

    /** Outputs (-1/8, -1/2) of class 0, where the greatest is right, and of class 1, where it is wrong. */
    @Test
    void outputsBelowZeroAreScoredByTheirDifferences() {
        Batch batch = new Batch(2, 3);
        batch.setRows(2);
        batch.labels()[1] = 1;
        ExampleScores scores = new ExampleScores(2, regression(), List.of(ScoreMethod.MARGIN, ScoreMethod.EL2N));
        System.arraycopy(new float[] {-0.125f, -0.5f, -0.125f, -0.5f}, 0, scores.outputs(), 0, 4);
        scores.score(batch);

        assertThat(scores.margin(0)).isEqualTo(-0.375);
        assertThat(scores.margin(1)).isEqualTo(0.375);
        // (-1.125, -.5): 1.265625 + .25; (-.125, -1.5): .015625 + 2.25
        assertThat(scores.el2n(0)).isEqualTo(Math.sqrt(1.515625));
        assertThat(scores.el2n(1)).isEqualTo(Math.sqrt(2.265625));
    }

    @Test
    void greatestOutputBelowZeroIsARightAnswer() {
        Batch batch = new Batch(2, 3);
        batch.setRows(2);
        batch.labels()[1] = 1;
        ExampleScores scores = new ExampleScores(2, regression(), List.of());
        System.arraycopy(new float[] {-0.125f, -0.5f, -0.125f, -0.5f}, 0, scores.outputs(), 0, 4);
        ExampleNotes notes = new ExampleNotes(ExampleHistory.NONE, Set.of(Observation.FORGETTING), 2);
        notes.add(new int[] {0, 1}, batch, scores, 2);

        assertThat(notes.end(false).learning()).containsExactly(ExampleHistory.RIGHT, ExampleHistory.NEVER_RIGHT);
    }

    private static Network regression() {
        return ending(Activation.IDENTITY, Layer.Loss.MEAN_SQUARED_ERROR);
    }

    private static Network ending(Activation activation, Layer.Loss loss) {
        Layer.Output output = new Layer.Output(2, activation, loss);
        return new Network(
                Shape.flat(3), List.of(new Node("output", output, List.of(Network.INPUT))), Network.Form.SEQUENCE);
    }

    private double[][] scores(Shard shard, List<float[]> snapshots, ScoreSettings settings) {
        return Scorer.scores(network, snapshots, shard, replica(), settings, WorkerState.fresh());
    }

    private static ScoreSettings settings(int blockRows, ScoreMethod... methods) {
        return new ScoreSettings(List.of(methods), blockRows, 3, 0, List.of());
    }

    private List<Prototypes> prototypes(Shard shard, List<float[]> snapshots) {
        return snapshots.stream()
                .map(snapshot ->
                        FeatureSums.prototypes(List.of(Scorer.classSums(network, snapshot, shard, replica(), 16))))
                .toList();
    }

    /** Outputs and penultimate features of all rows at once. */
    private ExampleScores answers(Shard shard, float[] parameters) {
        Batch batch = new Batch(shard.rows(), SyntheticData.FEATURES);
        shard.read(IntStream.range(0, shard.rows()).toArray(), shard.rows(), batch);
        ExampleScores answers = ExampleScores.ofFeatures(shard.rows(), network);
        loaded(parameters).scores(batch, answers);
        return answers;
    }

    private static double errorLength(float[] outputs, int row, int label) {
        return Math.sqrt(IntStream.range(0, 3)
                .mapToDouble(c -> (double) outputs[row * 3 + c] - (c == label ? 1 : 0))
                .map(error -> error * error)
                .sum());
    }

    private Replica loaded(float[] parameters) {
        Replica replica = replica();
        replica.load(parameters, new float[0][], 0);
        return replica;
    }

    private Replica replica() {
        return new ReferenceReplica(network, plan.training().updater(), 16);
    }

    private Shard shard(int rows) {
        return SyntheticData.of(plan, rows).shards().get(Part.TRAIN).get(0);
    }
}
