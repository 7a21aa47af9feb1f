package io.espalier.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.network.Activation;
import io.espalier.run.GradientNormalization;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

class ConfiguredTrainingIT {
    private static final UpdaterPlan SGD = UpdaterPlan.constant(UpdaterKind.SGD, 0.1);

    @ParameterizedTest
    @EnumSource(UpdaterKind.class)
    void whatThePlanItselfSaysIsNothingElse(UpdaterKind kind) {
        UpdaterPlan plan = UpdaterPlan.constant(kind, 0.01)
                .withGradientNormalization(GradientNormalization.CLIP_L2_PER_LAYER, 0.5);
        MultiLayerConfiguration configuration = Dl4jConfigurations.sequence(TestNetworks.mlp(Activation.RELU), plan);

        assertThat(training(configuration).otherThan(plan)).isEmpty();
        assertThat(training(configuration).otherInitialWeights()).isEmpty();
        assertThat(training(configuration).learningRate()).contains(0.01);
    }

    @Test
    void everythingThatDiffersIsNamed() {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .updater(new Nesterovs(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 100)))
                .l2(5e-4)
                .l1Bias(0.01)
                .weightInit(WeightInit.NORMAL)
                .gradientNormalization(org.deeplearning4j.nn.conf.GradientNormalization.ClipL2PerLayer)
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(3).build())
                .layer(new DropoutLayer(0.5))
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(3)
                        .nOut(2)
                        .updater(new Sgd(0.1))
                        .biasUpdater(new Sgd(0.2))
                        .build())
                .build();

        assertThat(training(configuration).otherThan(SGD))
                .containsExactly(
                        "Nesterovs with StepSchedule",
                        "Sgd at 0.1",
                        "an updater of biases",
                        "l2 5.0E-4",
                        "l1 0.01 on biases",
                        "gradient normalization ClipL2PerLayer");
        assertThat(training(configuration).otherInitialWeights()).containsExactly("WeightInitNormal");
        assertThat(training(configuration).learningRate()).isEqualTo(Optional.empty());
    }

    @Test
    void missingPenaltyIsNamedToo() {
        MultiLayerConfiguration configuration = Dl4jConfigurations.sequence(
                TestNetworks.mlp(Activation.RELU), UpdaterPlan.constant(UpdaterKind.ADAM, 0.01));

        assertThat(training(configuration).otherThan(SGD.withPenalties(0, 0.1, 0)))
                .isEqualTo(List.of("Adam at 0.01", "no penalty on weights"));
        assertThat(new Adam(0.01)).isEqualTo(new Adam(0.01, 0.9, 0.999, 1e-8));
    }

    private static ConfiguredTraining training(MultiLayerConfiguration configuration) {
        return new ConfiguredTraining(configuration.getConfs().stream()
                .map(NeuralNetConfiguration::getLayer)
                .toList());
    }
}
