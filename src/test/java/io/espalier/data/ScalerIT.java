package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.SplitMix64;
import io.espalier.run.Scaling;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/** A model that we save carries one of DL4J's normalizers: it must give the values that the network was trained on. */
class ScalerIT {
    private static final int ROWS = 200;
    private static final int FEATURES = 5;

    @Test
    void minMaxGivesTheBitsOfDl4j() {
        assertThat(scaled(Scaling.MIN_MAX)).isEqualTo(normalized(new NormalizerMinMaxScaler()));
    }

    @Test
    void standardizeGivesTheBitsOfDl4jFromTheSameMeanAndDeviation() {
        Scaler scaler = fit().scaler(Scaling.STANDARDIZE);
        NormalizerStandardize given = new NormalizerStandardize(row(scaler.shift()), row(scaler.divisor()));
        assertThat(scaled(Scaling.STANDARDIZE)).isEqualTo(transformed(given, new DataSet(features(), features())));
    }

    @Test
    void standardizeFitsAsDl4jDoes() {
        // DL4J sums in float: its mean and deviation are right to about six digits.
        assertThat(scaled(Scaling.STANDARDIZE))
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(normalized(new NormalizerStandardize()));
    }

    @Test
    void dl4jTakesTheInfiniteDivisorOfAConstantFeature() {
        Scaler.Fit fit = new Scaler.Fit(2);
        fit.add(new float[] {1, 5});
        fit.add(new float[] {3, 5});
        Scaler standardize = fit.scaler(Scaling.STANDARDIZE);
        float[] values = {2, 9};
        NormalizerStandardize normalizer =
                new NormalizerStandardize(row(standardize.shift()), row(standardize.divisor()));
        INDArray given = Nd4j.createFromArray(values).reshape(1, 2);
        normalizer.transform(given);
        standardize.apply(values, 1);
        assertThat(values).containsExactly(0, 0);
        assertThat(given.toFloatVector()).containsExactly(values);
    }

    private static float[] scaled(Scaling kind) {
        float[] values = values();
        fit().scaler(kind).apply(values, ROWS);
        return values;
    }

    private static Scaler.Fit fit() {
        float[] values = values();
        Scaler.Fit fit = new Scaler.Fit(FEATURES);
        for (int row = 0; row < ROWS; row++) {
            fit.add(Arrays.copyOfRange(values, row * FEATURES, (row + 1) * FEATURES));
        }
        return fit;
    }

    private static float[] normalized(DataNormalization normalizer) {
        DataSet data = new DataSet(features(), features());
        normalizer.fit(data);
        return transformed(normalizer, data);
    }

    private static float[] transformed(DataNormalization normalizer, DataSet data) {
        normalizer.transform(data);
        return data.getFeatures().dup('c').data().asFloat();
    }

    private static INDArray row(float[] values) {
        return Nd4j.createFromArray(values).reshape(1, values.length);
    }

    private static INDArray features() {
        return Nd4j.createFromArray(values()).reshape(ROWS, FEATURES);
    }

    /** Columns of different mean and spread, row-major. */
    private static float[] values() {
        SplitMix64 random = new SplitMix64(8);
        float[] values = new float[ROWS * FEATURES];
        for (int i = 0; i < values.length; i++) {
            int column = i % FEATURES;
            values[i] = (float) (column * 10 + (column + 0.5) * random.nextGaussian());
        }
        return values;
    }
}
