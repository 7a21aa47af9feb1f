package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.SplitMix64;
import io.espalier.run.AveragingPlan;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.AveragingPlan.Master;
import io.espalier.run.AveragingPlan.Outer;
import io.espalier.run.AveragingPlan.Wire;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OuterStepTest {
    private static final float[] UNUSED = {};

    @Test
    void averageAddsTheChange() {
        OuterStep step = new OuterStep.Average();
        float[] x = {1, -2};
        take(step, x, new float[] {0.5f, 4}, UNUSED, 0.1);
        assertThat(x).containsExactly(1.5f, 2);
        take(step, x, new float[] {-1.5f, 1}, UNUSED, 0.2);
        assertThat(x).containsExactly(0, 3);
        assertThat(step.hasMomentum()).isFalse();
    }

    @Test
    void slowMomentumIsInUnitsOfTheLearningRate() {
        OuterStep step = new OuterStep.SlowMo(2, 0.5);
        float[] x = {10};
        float[] u = {0};
        // u = 0 + 1 / 0.25 = 4; x = 10 - 2 * 0.25 * 4 = 8
        take(step, x, new float[] {-1}, u, 0.25);
        assertThat(u).containsExactly(4);
        assertThat(x).containsExactly(8);
        // u = 0.5 * 4 + 3 / 0.5 = 8; x = 8 - 2 * 0.5 * 8 = 0
        take(step, x, new float[] {-3}, u, 0.5);
        assertThat(u).containsExactly(8);
        assertThat(x).containsExactly(0);
        assertThat(step.hasMomentum()).isTrue();
    }

    @Test
    void slowMomentumRestsInARoundWithoutLearningRate() {
        float[] x = {3};
        float[] u = {4};
        take(new OuterStep.SlowMo(1, 0.5), x, new float[] {0}, u, 0);
        assertThat(x).containsExactly(3);
        assertThat(u).containsExactly(4);
    }

    @Test
    void nesterovLooksAhead() {
        OuterStep step = new OuterStep.Nesterov(0.5, 0.5);
        float[] x = {10};
        float[] v = {0};
        // g = 4, v = 4; x = 10 - 0.5 (4 + 0.5 * 4) = 7
        take(step, x, new float[] {-4}, v, 0.1);
        assertThat(v).containsExactly(4);
        assertThat(x).containsExactly(7);
        // g = -2, v = 0.5 * 4 - 2 = 0; x = 7 - 0.5 (-2 + 0) = 8
        take(step, x, new float[] {2}, v, 0.1);
        assertThat(v).containsExactly(0);
        assertThat(x).containsExactly(8);
        assertThat(step.hasMomentum()).isTrue();
    }

    @Test
    void slowMomentumOfRateOneWithoutMomentumIsTheAverage() {
        SplitMix64 random = new SplitMix64(3);
        float[] averaged = floats(random);
        float[] slow = averaged.clone();
        float[] u = new float[averaged.length];
        for (int round = 1; round <= 20; round++) {
            float[] change = floats(random);
            take(new OuterStep.Average(), averaged, change, UNUSED, 0);
            take(new OuterStep.SlowMo(1, 0), slow, change, u, 0.3 / round);
            assertThat(slow).as("round %d", round).isEqualTo(averaged);
        }
    }

    @Test
    void nesterovOfRateOneWithoutMomentumIsTheAverage() {
        SplitMix64 random = new SplitMix64(4);
        float[] averaged = floats(random);
        float[] ahead = averaged.clone();
        float[] v = new float[averaged.length];
        for (int round = 1; round <= 20; round++) {
            float[] change = floats(random);
            take(new OuterStep.Average(), averaged, change, UNUSED, 0);
            take(new OuterStep.Nesterov(1, 0), ahead, change, v, 0);
            assertThat(ahead).as("round %d", round).isEqualTo(averaged);
        }
    }

    @Test
    void startIsNotWritten() {
        for (OuterStep step :
                new OuterStep[] {new OuterStep.Average(), new OuterStep.SlowMo(1, 0.5), new OuterStep.Nesterov(0.7, 0.9)
                }) {
            float[] start = {1, 2};
            step.apply(start, new float[] {3, 4}, new float[2], 0.1);
            assertThat(start).containsExactly(1, 2);
        }
    }

    @Test
    void stepOfAPlanHasThePapersNumbersWhereThePlanHasNone() {
        assertThat(of(Outer.AVERAGE, Optional.empty(), Optional.empty())).isEqualTo(new OuterStep.Average());
        assertThat(of(Outer.SLOWMO, Optional.empty(), Optional.empty())).isEqualTo(new OuterStep.SlowMo(1, 0.5));
        assertThat(of(Outer.NESTEROV, Optional.empty(), Optional.empty())).isEqualTo(new OuterStep.Nesterov(0.7, 0.9));
        assertThat(of(Outer.SLOWMO, Optional.of(0.25), Optional.of(0.0))).isEqualTo(new OuterStep.SlowMo(0.25, 0));
        assertThat(of(Outer.NESTEROV, Optional.of(1.5), Optional.of(0.3))).isEqualTo(new OuterStep.Nesterov(1.5, 0.3));
    }

    private static OuterStep of(Outer outer, Optional<Double> rate, Optional<Double> momentum) {
        return OuterStep.of(new AveragingPlan(
                Master.ESPALIER, outer, rate, momentum, Inner.AVERAGE, Wire.FLOAT32, Optional.empty()));
    }

    private static float[] floats(SplitMix64 random) {
        float[] values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Moves x on by a step; the change stays as it is. */
    private static void take(OuterStep step, float[] x, float[] change, float[] momentum, double learningRate) {
        float[] next = change.clone();
        step.apply(x, next, momentum, learningRate);
        System.arraycopy(next, 0, x, 0, x.length);
    }
}
