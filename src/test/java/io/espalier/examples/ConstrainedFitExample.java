package io.espalier.examples;

import io.espalier.api.ConstrainedDataLoader;
import io.espalier.api.ConstraintTrainingListener;
import io.espalier.constraint.ConstraintConfig;
import io.espalier.schedule.ConstraintScheduler;
import io.espalier.schedule.Schedule;
import java.math.BigDecimal;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** A plain DL4J training that a listener narrows on the way: half of the parameters are gone at the end. */
final class ConstrainedFitExample {
    private static final int EPOCHS = 12;
    private static final int BATCH = 32;

    private ConstrainedFitExample() {}

    /** The network before it is narrowed. */
    static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Adam(0.003))
                .activation(Activation.RELU)
                .list()
                .layer(new DenseLayer.Builder().nOut(64).build())
                .layer(new DenseLayer.Builder().nOut(64).build())
                .layer(new OutputLayer.Builder()
                        .nOut(DrawnDigits.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(DrawnDigits.PIXELS))
                .build());
        network.init();
        return network;
    }

    /** Trains the network, narrowing it, and returns the smaller one. */
    static MultiLayerNetwork train(MultiLayerNetwork network, DrawnDigits digits) {
        int[] all = IntStream.range(0, digits.labels.length).toArray();
        ConstrainedDataLoader data =
                new ConstrainedDataLoader(digits.features, digits.labels, DrawnDigits.CLASSES, all, BATCH, 1);
        int steps = EPOCHS * ((all.length + BATCH - 1) / BATCH);
        ConstraintTrainingListener listener = new ConstraintTrainingListener(
                ConstraintConfig.reduction(new BigDecimal("0.5")),
                ConstraintScheduler.uniform(new Schedule.Cubic(0, 1)),
                ConstraintTrainingListener.Importance.TAYLOR,
                steps,
                25);
        network.addListeners(listener);
        network.fit(data, EPOCHS);
        return ConstraintTrainingListener.compact(network);
    }
}
