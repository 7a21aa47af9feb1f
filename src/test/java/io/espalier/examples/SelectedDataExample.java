package io.espalier.examples;

import io.espalier.api.ConstrainedDataLoader;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A plain DL4J training on the examples that a short first training found hardest. */
final class SelectedDataExample {
    private static final int BATCH = 32;

    private SelectedDataExample() {}

    /** Trains two epochs on all examples, then {@code epochs} on the {@code kept} with the largest error ||p - onehot(y)||. */
    static MultiLayerNetwork train(DrawnDigits digits, int kept, int epochs) {
        int count = digits.labels.length;
        MultiLayerNetwork network = ConstrainedFitExample.network();
        int[] all = IntStream.range(0, count).toArray();
        network.fit(new ConstrainedDataLoader(digits.features, digits.labels, DrawnDigits.CLASSES, all, BATCH, 1), 2);

        double[] errors = errors(network, digits);
        int[] hardest = IntStream.of(all)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> errors[row]).reversed())
                .limit(kept)
                .mapToInt(Integer::intValue)
                .toArray();
        network.fit(
                new ConstrainedDataLoader(digits.features, digits.labels, DrawnDigits.CLASSES, hardest, BATCH, 2),
                epochs);
        return network;
    }

    private static double[] errors(MultiLayerNetwork network, DrawnDigits digits) {
        INDArray outputs =
                network.output(Nd4j.createFromArray(digits.features).reshape(digits.labels.length, DrawnDigits.PIXELS));
        return IntStream.range(0, digits.labels.length)
                .mapToDouble(row -> Math.sqrt(IntStream.range(0, DrawnDigits.CLASSES)
                        .mapToDouble(k -> outputs.getDouble(row, k) - (k == digits.labels[row] ? 1 : 0))
                        .map(difference -> difference * difference)
                        .sum()))
                .toArray();
    }
}
