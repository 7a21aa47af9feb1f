package io.espalier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.api.ConstraintTrainingListener.Importance;
import io.espalier.constraint.Compaction;
import io.espalier.constraint.ConstraintConfig;
import io.espalier.constraint.KeptUnits;
import io.espalier.constraint.UnitCounts;
import io.espalier.dl4j.LiveModel;
import io.espalier.network.Shape;
import io.espalier.schedule.ConstraintScheduler;
import io.espalier.schedule.Schedule;
import io.espalier.schedule.Schedule.Stages.Stage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class ConstraintTrainingListenerIT {
    private static final ConstraintConfig HALF_THE_UNITS = ConstraintConfig.intensity(BigDecimal.ONE);

    /** Rises to the targets, falls back to nothing, rises again. */
    private static final Schedule UP_AND_DOWN = new Schedule.Stages(
            List.of(new Stage(0, 0), new Stage(0.2, 1), new Stage(0.4, 0), new Stage(0.6, 0.5), new Stage(1, 1)));

    @ParameterizedTest
    @EnumSource(Importance.class)
    void countsFollowTheScheduleAndMaskedUnitsStayZero(Importance importance) {
        MultiLayerNetwork model = dense(Activation.SIGMOID);
        ConstraintTrainingListener listener = new ConstraintTrainingListener(
                HALF_THE_UNITS, ConstraintScheduler.uniform(UP_AND_DOWN), importance, 50, 10);
        model.addListeners(listener);
        train(model, 9);
        for (int step = 10; step <= 50; step++) {
            train(model, 1);
            double way = UP_AND_DOWN.value((step - step % 10) / 50.0);
            Map<String, Integer> counts = listener.active().orElseThrow().counts();
            assertThat(counts.values()).containsExactly(UnitCounts.count(12, 6, way), UnitCounts.count(10, 5, way));
            assertMaskedUnitsAreZero(model, listener.active().orElseThrow());
        }
        assertThat(listener.steps()).isEqualTo(50);
    }

    @Test
    void regrownUnitsHaveTheirStoredWeightsAndMoments() {
        MultiLayerNetwork model = dense(Activation.RELU);
        // Changes at p = 0.2 (all the way: half of the units are masked) and p = 0.4 (none are).
        ConstraintTrainingListener listener = new ConstraintTrainingListener(
                HALF_THE_UNITS, ConstraintScheduler.uniform(UP_AND_DOWN), Importance.L2, 5, 1);
        train(model, 3);
        MultiLayerNetwork twin = model.clone();
        model.addListeners(listener);
        train(twin, 1);
        train(model, 1);
        LiveModel live = LiveModel.of(model);
        Compaction mask = Compaction.of(live.network(), listener.active().orElseThrow());
        float[] expected = LiveModel.of(twin).parameters();
        mask.project(expected);
        assertThat(live.parameters()).containsExactly(expected);

        train(model, 1);
        float[] regrown = LiveModel.of(model).parameters();
        float[][] moments = LiveModel.of(model).moments();
        float[] stored = LiveModel.of(twin).parameters();
        float[][] storedMoments = LiveModel.of(twin).moments();
        assertThat(listener.active().orElseThrow()).isEqualTo(KeptUnits.all(live.network()));
        float[] active = new float[stored.length];
        Arrays.fill(active, 1);
        mask.project(active);
        for (int i = 0; i < stored.length; i++) {
            if (active[i] == 0) {
                assertThat(regrown[i]).isEqualTo(stored[i]);
                assertThat(moments[0][i]).isEqualTo(storedMoments[0][i]);
                assertThat(moments[1][i]).isEqualTo(storedMoments[1][i]);
            }
        }
    }

    @Test
    void compactedSequenceComputesTheSameAndTrainsOn() {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.01))
                .activation(Activation.RELU)
                .l2(1e-4)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(6).build())
                .layer(new BatchNormalization.Builder().build())
                .layer(new SubsamplingLayer.Builder().build())
                .layer(new DenseLayer.Builder().nOut(10).dropOut(1.0).build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 8, 1))
                .build());
        model.init();
        Shape image = new Shape(1, 8, 8);
        model.addListeners(new ConstraintTrainingListener(
                HALF_THE_UNITS,
                ConstraintScheduler.uniform(new Schedule.Linear(0, 1)),
                Importance.TAYLOR,
                20,
                5,
                image));
        DataSet data = data(64, 3);
        data.setFeatures(data.getFeatures().reshape(data.numExamples(), 1, 8, 8));
        for (int step = 0; step < 20; step++) {
            model.fit(data);
        }
        MultiLayerNetwork small = ConstraintTrainingListener.compact(model, image);

        assertThat(small.layerSize(0)).isEqualTo(3);
        assertThat(small.layerSize(3)).isEqualTo(5);
        assertThat(small.getIterationCount()).isEqualTo(20);
        assertSame(small.output(data.getFeatures()), model.output(data.getFeatures()));
        model.setListeners();
        for (int step = 0; step < 10; step++) {
            model.fit(data);
            small.fit(data);
        }
        assertSame(small.output(data.getFeatures()), model.output(data.getFeatures()));
    }

    @Test
    void compactedGraphComputesTheSame() {
        ComputationGraph model = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.01))
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", new DenseLayer.Builder().nOut(12).build(), "in")
                .addLayer("b1", new DenseLayer.Builder().nOut(9).build(), "a")
                .addLayer("b2", new DenseLayer.Builder().nOut(12).build(), "b1")
                .addLayer("c", new DenseLayer.Builder().nOut(12).build(), "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "b2", "c")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "sum")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(6))
                .build());
        model.init();
        model.addListeners(new ConstraintTrainingListener(
                HALF_THE_UNITS, ConstraintScheduler.uniform(new Schedule.Cubic(0, 1)), Importance.TAYLOR, 20, 5));
        DataSet data = data(6, 3);
        for (int step = 0; step < 20; step++) {
            model.fit(data);
        }
        ComputationGraph small = ConstraintTrainingListener.compact(model);

        assertThat(small.layerSize("a")).isEqualTo(6);
        assertThat(small.layerSize("b2")).isEqualTo(6);
        assertThat(small.layerSize("b1")).isLessThanOrEqualTo(5);
        assertSame(small.outputSingle(data.getFeatures()), model.outputSingle(data.getFeatures()));
    }

    @Test
    void belongsToOneModel() {
        ConstraintTrainingListener listener = new ConstraintTrainingListener(
                HALF_THE_UNITS, ConstraintScheduler.uniform(UP_AND_DOWN), Importance.L2, 5, 1);
        MultiLayerNetwork one = dense(Activation.RELU);
        MultiLayerNetwork other = dense(Activation.RELU);
        one.addListeners(listener);
        other.addListeners(listener);
        train(one, 1);

        assertThatIllegalStateException()
                .isThrownBy(() -> train(other, 1))
                .withMessage("A constraint listener belongs to one model");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConstraintTrainingListener(
                        HALF_THE_UNITS, ConstraintScheduler.uniform(UP_AND_DOWN), Importance.L2, 0, 1))
                .withMessage("Total steps and steps between changes must be at least 1: 0, 1");
    }

    @Test
    void layersWithDifferentUpdateRulesAreRefused() {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(6)
                        .nOut(4)
                        .updater(new Adam())
                        .build())
                .layer(new OutputLayer.Builder()
                        .nIn(4)
                        .nOut(3)
                        .updater(new Sgd(0.1))
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        model.init();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> LiveModel.of(model))
                .withMessage("All layers of a model must have one update rule");
    }

    private static void assertMaskedUnitsAreZero(Model model, KeptUnits active) {
        LiveModel live = LiveModel.of(model);
        Compaction mask = Compaction.of(live.network(), active);
        List<float[]> arrays = new ArrayList<>(List.of(live.moments()));
        arrays.add(live.parameters());
        for (float[] values : arrays) {
            float[] projected = values.clone();
            mask.project(projected);
            assertThat(values).containsExactly(projected);
        }
    }

    private static void assertSame(INDArray actual, INDArray expected) {
        assertThat(actual.dup('c').data().asFloat())
                .containsExactly(expected.dup('c').data().asFloat(), within(1e-4f));
    }

    private static MultiLayerNetwork dense(Activation activation) {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.01))
                .activation(activation)
                .list()
                .layer(new DenseLayer.Builder().nIn(6).nOut(12).build())
                .layer(new DenseLayer.Builder().nIn(12).nOut(10).build())
                .layer(new OutputLayer.Builder()
                        .nIn(10)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        model.init();
        return model;
    }

    private static void train(MultiLayerNetwork model, int steps) {
        DataSet data = data(6, 3);
        for (int step = 0; step < steps; step++) {
            model.fit(data);
        }
    }

    private static DataSet data(int features, int classes) {
        SplitMix64 random = new SplitMix64(3);
        INDArray rows = Nd4j.zeros(32, features);
        INDArray labels = Nd4j.zeros(32, classes);
        IntStream.range(0, 32).forEach(row -> {
            labels.putScalar(row, row % classes, 1);
            for (int i = 0; i < features; i++) {
                rows.putScalar(row, i, random.nextGaussian() + (i % classes == row % classes ? 1 : 0));
            }
        });
        return new DataSet(rows, labels);
    }
}
