package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.importance.DynamicSelection.InfoBatch;
import io.espalier.importance.DynamicSelection.RandomEachEpoch;
import io.espalier.importance.DynamicSelection.SelectiveBackprop;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamicSelectionTest {
    private static final float NEVER = Float.NaN;
    private static final int EPOCHS = 20_000;

    /** Rows with these last losses and ids from 100 on. */
    private record Given(IntPredicate selected, float... losses) implements DynamicSelection.Rows {
        @Override
        public int count() {
            return losses.length;
        }

        @Override
        public long id(int row) {
            return 100 + row;
        }

        @Override
        public boolean isSelected(int row) {
            return selected.test(row);
        }

        @Override
        public float lastLoss(int row) {
            return losses[row];
        }
    }

    private static Given rows(float... losses) {
        return new Given(row -> true, losses);
    }

    /** Fraction of the epochs that pass over each row. */
    private static double[] skipped(DynamicSelection selection, Given rows) {
        double[] fractions = new double[rows.count()];
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            float[] weights = selection.weights(rows, 7, epoch);
            for (int row = 0; row < fractions.length; row++) {
                fractions[row] += weights[row] == 0 ? 1.0 / EPOCHS : 0;
            }
        }
        return fractions;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.75, 0.9})
    void infoBatchSkipsLossesBelowTheMeanWithItsProbabilityAndWeighsTheOthersOfThem(double r) {
        // Mean 2: rows 0, 1 and 4 are below.
        Given rows = rows(0.5f, 1.5f, 2, 5, 1);
        InfoBatch infoBatch = new InfoBatch(r);
        double[] skipped = skipped(infoBatch, rows);
        // Four standard deviations
        double error = 4 * Math.sqrt(r * (1 - r) / EPOCHS);
        assertThat(skipped).containsExactly(new double[] {r, r, 0, 0, r}, within(error));
        assertThat(new double[] {skipped[2], skipped[3]}).containsExactly(0, 0);
        for (int epoch = 0; epoch < 50; epoch++) {
            float[] weights = infoBatch.weights(rows, 7, epoch);
            assertThat(weights[2]).isEqualTo(1);
            assertThat(weights[3]).isEqualTo(1);
            for (int row : new int[] {0, 1, 4}) {
                assertThat(weights[row]).isIn(0f, (float) (1 / (1 - r)));
            }
        }
    }

    @Test
    void meanIsThatOfTheSelectedRowsThatWerePresented() {
        // Without row 0, which is not selected, and row 1, which was never presented, the mean is 2.5.
        Given rows = new Given(row -> row != 0, 1000, NEVER, 2, 3);
        double[] skipped = skipped(new InfoBatch(0.5), rows);
        assertThat(skipped[1]).as("never presented").isZero();
        assertThat(skipped[2]).isCloseTo(0.5, within(0.02));
        assertThat(skipped[3]).isZero();
    }

    @Test
    void nothingIsSkippedBeforeTheFirstLossAndWhereAllAreEqual() {
        for (Given rows : new Given[] {rows(NEVER, NEVER, NEVER), rows(2, 2, 2)}) {
            assertThat(new InfoBatch(0.9).weights(rows, 1, 0)).containsExactly(1, 1, 1);
        }
        assertThat(new SelectiveBackprop(0.9).weights(rows(NEVER, NEVER), 1, 0)).containsExactly(1, 1);
    }

    @Test
    void drawBelongsToTheExampleAndTheEpochNotToItsPlace() {
        float[] losses = new float[400];
        losses[399] = 1000;
        Given all = rows(losses);
        DynamicSelection.Rows reversed = new DynamicSelection.Rows() {
            @Override
            public int count() {
                return all.count();
            }

            @Override
            public long id(int row) {
                return all.id(399 - row);
            }

            @Override
            public boolean isSelected(int row) {
                return true;
            }

            @Override
            public float lastLoss(int row) {
                return all.lastLoss(399 - row);
            }
        };
        InfoBatch infoBatch = new InfoBatch(0.5);
        float[] weights = infoBatch.weights(all, 3, 4);
        float[] backwards = infoBatch.weights(reversed, 3, 4);
        for (int row = 0; row < 400; row++) {
            assertThat(backwards[399 - row]).isEqualTo(weights[row]);
        }
        assertThat(infoBatch.weights(all, 3, 5)).isNotEqualTo(weights);
        assertThat(infoBatch.weights(all, 4, 4)).isNotEqualTo(weights);
    }

    @Test
    void randomSkipsEveryRowAlikeAndWeighsNone() {
        Given rows = rows(NEVER, 1, 100);
        assertThat(skipped(new RandomEachEpoch(0.3), rows))
                .containsExactly(new double[] {0.3, 0.3, 0.3}, within(4 * Math.sqrt(0.21 / EPOCHS)));
        for (int epoch = 0; epoch < 20; epoch++) {
            for (float weight : new RandomEachEpoch(0.3).weights(rows, 1, epoch)) {
                assertThat(weight).isIn(0f, 1f);
            }
        }
    }

    @Test
    void selectiveBackpropPresentsByTheRankOfTheLoss() {
        // Ranks 1/4, 3/4 (twice: equal losses), 4/4; r = 2/3 makes beta 2.
        Given rows = rows(1, 2, 2, 9, NEVER);
        double[] presented = IntStream.range(0, 5)
                .mapToDouble(row -> 1 - skipped(new SelectiveBackprop(2 / 3.0), rows)[row])
                .toArray();
        assertThat(presented).containsExactly(new double[] {1 / 16.0, 9 / 16.0, 9 / 16.0, 1, 1}, within(0.015));
    }

    @Test
    void selectiveBackpropSkipsItsFractionInTheMean() {
        float[] losses = new float[1000];
        IntStream.range(0, 1000).forEach(row -> losses[row] = row);
        long skipped = 0;
        for (int epoch = 0; epoch < 100; epoch++) {
            for (float weight : new SelectiveBackprop(0.4).weights(rows(losses), 1, epoch)) {
                skipped += weight == 0 ? 1 : 0;
            }
        }
        assertThat(skipped / 1e5).isCloseTo(0.4, within(0.01));
    }

    @Test
    void fractionIsKnownBeforeWhereItIsDrawnAtRandomOnly() {
        assertThat(new DynamicSelection.None().presentedFraction()).hasValue(1);
        assertThat(new RandomEachEpoch(0.25).presentedFraction()).hasValue(0.75);
        assertThat(new InfoBatch(0.25).presentedFraction()).isEmpty();
        assertThat(new SelectiveBackprop(0.25).presentedFraction()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
    void probabilityIsBetweenZeroAndOne(double probability) {
        assertThatThrownBy(() -> new InfoBatch(probability))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Probability of a skip must be in (0, 1): " + probability);
    }
}
