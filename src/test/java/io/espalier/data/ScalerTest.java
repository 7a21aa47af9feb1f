package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.run.Scaling;
import io.espalier.run.Source;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScalerTest {
    private static final float[][] ROWS = {{0, 10, 7, -1}, {2, 30, 7, -1}, {4, 20, 7, 5}};

    @Test
    void rangeTakesOneMinimumAndMaximum() {
        Scaler scaler = fit(ROWS).scaler(Scaling.RANGE);
        float[] values = {-1, 30, 7, 14.5f, 61, 0, 0, 0};
        scaler.apply(values, 2);
        assertThat(values).containsExactly(0, 1, 8 / 31f, 0.5f, 2, 1 / 31f, 1 / 31f, 1 / 31f);
        assertThat(scaler.constantFeatures()).containsExactly(2);
    }

    @Test
    void minMaxTakesEachFeatureForItself() {
        Scaler scaler = fit(ROWS).scaler(Scaling.MIN_MAX);
        float[] values = {1, 30, 7, 2};
        scaler.apply(values, 1);
        assertThat(values).containsExactly(0.25f, 1, 0, 0.5f);
        assertThat(scaler.kind()).isEqualTo(Scaling.MIN_MAX);
        assertThat(scaler.featureCount()).isEqualTo(4);
    }

    @Test
    void standardizeHasMeanZeroAndPopulationDeviationOne() {
        Scaler scaler = fit(ROWS).scaler(Scaling.STANDARDIZE);
        assertThat(scaler.shift()).containsExactly(2, 20, 7, 1);
        assertThat(scaler.divisor()[0]).isEqualTo((float) Math.sqrt(8 / 3.0));
        assertThat(scaler.divisor()[1]).isEqualTo((float) Math.sqrt(200 / 3.0));
        assertThat(scaler.divisor()[3]).isEqualTo((float) Math.sqrt(24 / 3.0));
    }

    @Test
    void constantFeaturesBecomeZeroWhateverTheirValue() {
        for (Scaling kind : new Scaling[] {Scaling.MIN_MAX, Scaling.STANDARDIZE}) {
            Scaler scaler = fit(ROWS).scaler(kind);
            float[] values = {1, 1, 7, 1, 1, 1, -1e30f, 1};
            scaler.apply(values, 2);
            assertThat(scaler.constantFeatures()).containsExactly(2);
            assertThat(values[2]).isZero();
            assertThat(values[6]).isZero();
        }
        Scaler allEqual = fit(new float[][] {{3, 3}, {3, 3}}).scaler(Scaling.RANGE);
        float[] values = {3, 5};
        allEqual.apply(values, 1);
        assertThat(values).containsExactly(0, 0);
        assertThat(allEqual.constantFeatures()).containsExactly(0, 1);
    }

    @Test
    void theSmallestDivisorIsThatOfTheSavedModelsNormalizer() {
        Scaler scaler =
                fit(new float[][] {{0}, {Float.MIN_VALUE}, {0}, {0}, {0}, {0}}).scaler(Scaling.STANDARDIZE);
        float[] values = {1};
        scaler.apply(values, 1);
        assertThat(scaler.divisor()[0]).isEqualTo(1e-5f);
        assertThat(values[0]).isEqualTo(1 / 1e-5f);
    }

    @Test
    void noneLeavesValuesAlone() {
        float[] values = {1, -2, Float.MAX_VALUE};
        fit(new float[][] {{1, 2, 3}}).scaler(Scaling.NONE).apply(values, 1);
        assertThat(values).containsExactly(1, -2, Float.MAX_VALUE);
        assertThat(Scaler.none(3).kind()).isEqualTo(Scaling.NONE);
    }

    @Test
    void mergedFitsAreTheFitOfAllRows() throws IOException, ClassNotFoundException {
        SplitMix64 random = new SplitMix64(4);
        Scaler.Fit whole = new Scaler.Fit(3);
        Scaler.Fit merged = new Scaler.Fit(3);
        double sum = 0;
        double[] first = new double[60];
        int rows = 0;
        for (int shard = 0; shard < 6; shard++) {
            Scaler.Fit part = new Scaler.Fit(3);
            for (int row = 0; row < 4 * shard; row++) {
                // A mean that is large beside the spread, where sums of squares would fail.
                float[] features = {(float) (10_000 + random.nextGaussian()), (float) random.nextGaussian(), row};
                whole.add(features);
                part.add(features);
                first[rows++] = features[0];
                sum += features[0];
            }
            merged.merge(Travel.there(part));
        }
        assertThat(merged.rows()).isEqualTo(rows).isEqualTo(60);
        double mean = sum / rows;
        double squares = 0;
        for (double value : first) {
            squares += (value - mean) * (value - mean);
        }
        Scaler expected = whole.scaler(Scaling.STANDARDIZE);
        Scaler actual = merged.scaler(Scaling.STANDARDIZE);
        assertThat(actual.shift()[0]).isCloseTo((float) mean, within(1e-3f));
        assertThat(actual.divisor()[0]).isCloseTo((float) Math.sqrt(squares / rows), within(1e-6f));
        for (int i = 0; i < 3; i++) {
            assertThat(actual.shift()[i]).isCloseTo(expected.shift()[i], within(2e-3f));
            assertThat(actual.divisor()[i]).isCloseTo(expected.divisor()[i], within(1e-6f * expected.divisor()[i]));
        }
        assertThat(merged.scaler(Scaling.MIN_MAX).shift())
                .isEqualTo(whole.scaler(Scaling.MIN_MAX).shift());
        assertThat(merged.scaler(Scaling.MIN_MAX).divisor())
                .isEqualTo(whole.scaler(Scaling.MIN_MAX).divisor());
    }

    @Test
    void autoDependsOnTheSource() {
        assertThat(Scaler.resolve(Scaling.AUTO, Source.DIGITS)).isEqualTo(Scaling.RANGE);
        assertThat(Scaler.resolve(Scaling.AUTO, Source.IDX)).isEqualTo(Scaling.RANGE);
        assertThat(Scaler.resolve(Scaling.AUTO, Source.CSV)).isEqualTo(Scaling.STANDARDIZE);
        assertThat(Scaler.resolve(Scaling.AUTO, Source.PARQUET)).isEqualTo(Scaling.STANDARDIZE);
        assertThat(Scaler.resolve(Scaling.NONE, Source.PARQUET)).isEqualTo(Scaling.NONE);
    }

    @Test
    void travelsAndGivesCopies() throws IOException, ClassNotFoundException {
        Scaler scaler = Travel.there(fit(ROWS).scaler(Scaling.MIN_MAX));
        scaler.shift()[0] = 99;
        scaler.divisor()[0] = 99;
        float[] values = {1, 30, 7, 2};
        scaler.apply(values, 1);
        assertThat(values).containsExactly(0.25f, 1, 0, 0.5f);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new Scaler.Fit(2).scaler(Scaling.RANGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A scaler can't be fitted on no rows");
        assertThatThrownBy(() -> fit(ROWS).scaler(Scaling.AUTO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Scaling must be resolved before fitting: AUTO");
        assertThatThrownBy(() -> new Scaler.Fit(2).add(new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A row must have 2 features: 3");
        assertThatThrownBy(() -> new Scaler.Fit(2).merge(new Scaler.Fit(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A fit must have 2 features: 3");
    }

    private static Scaler.Fit fit(float[][] rows) {
        Scaler.Fit fit = new Scaler.Fit(rows[0].length);
        for (float[] row : rows) {
            fit.add(row);
        }
        return fit;
    }
}
