package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.run.AveragingPlan.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReductionTest {
    @Test
    void changesOfTwoWorkersAreWeightedByTheirKeptExamples() {
        float[] mean = mean(sent(0, 3, 4, 0, -4, 1), sent(1, 1, 0, 8, -4, 2));
        // (3 c0 + c1) / 4
        assertThat(mean).containsExactly(3f, 2f, -4f, 1.25f);
    }

    @Test
    void changesOfThreeWorkersAreWeightedByTheirKeptExamples() {
        float[] mean = mean(sent(0, 2, 1, 0, 0, 8), sent(1, 5, 0, 8, 0, 8), sent(2, 1, 0, 0, 8, 8));
        assertThat(mean).containsExactly(.25f, 5f, 1f, 8f);
    }

    @Test
    void momentsAreAveragedAsValues() {
        float[][] first = {{1, 1, 1, 1}, {4, 0, 0, 0}};
        float[][] second = {{5, 1, 1, 1}, {0, 4, 0, 0}};
        PackedChange nothing = PackedChange.of(Wire.FLOAT32, new float[4]);
        float[][] moments = Reduction.mean(
                        List.of(new Contribution(0, 1, nothing, first), new Contribution(1, 3, nothing, second)))
                .moments();
        assertThat(moments[0]).containsExactly(4, 1, 1, 1);
        assertThat(moments[1]).containsExactly(1, 3, 0, 0);
    }

    @Test
    void workerWithoutKeptExampleCountsNothing() {
        assertThat(mean(sent(0, 0, 9, 9), sent(1, 7, 1, 1))).containsExactly(1, 1);
    }

    @Test
    void oneWorkersChangeIsTakenAsItIs() {
        assertThat(mean(sent(0, 3, .1f, .2f, .3f, .4f))).containsExactly(.1f, .2f, .3f, .4f);
    }

    @Test
    void sumsAreInDoubleInWorkerOrder() {
        // In float 1e8 + 1 is 1e8: the small change would be lost.
        float[] mean = mean(sent(0, 1, 1e8f), sent(1, 1, 1), sent(2, 1, -1e8f));
        assertThat(mean[0]).isCloseTo(1 / 3f, within(1e-7f));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void slicesAveragedApartHaveTheBitsOfTheWhole(Wire wire) {
        int length = 2 * PackedChange.BLOCK + 77;
        SplitMix64 random = new SplitMix64(5);
        List<Contribution> contributions = new ArrayList<>();
        for (int worker = 0; worker < 4; worker++) {
            contributions.add(new Contribution(
                    worker, random.nextInt(400), PackedChange.of(wire, floats(length, random)), new float[][] {
                        floats(length, random), floats(length, random)
                    }));
        }
        Reduction.Mean whole = Reduction.mean(contributions);
        int[] cuts = {0, PackedChange.BLOCK, 2 * PackedChange.BLOCK, length};
        for (int i = 1; i < cuts.length; i++) {
            int from = cuts[i - 1];
            int to = cuts[i];
            Reduction.Mean slice = Reduction.mean(
                    contributions.stream().map(c -> c.slice(from, to)).toList());
            assertThat(slice.change()).isEqualTo(Arrays.copyOfRange(whole.change(), from, to));
            for (int m = 0; m < 2; m++) {
                assertThat(slice.moments()[m]).isEqualTo(Arrays.copyOfRange(whole.moments()[m], from, to));
            }
        }
    }

    @Test
    void contributionsInAnotherOrderAreRefused() {
        assertThatThrownBy(() -> mean(sent(1, 1, 0), sent(0, 1, 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Contribution 0 is of worker 1");
    }

    @Test
    void missingContributionIsRefused() {
        assertThatThrownBy(() -> mean(sent(0, 1, 0), sent(2, 1, 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Contribution 1 is of worker 2");
    }

    @Test
    void roundWithoutKeptExampleIsRefused() {
        assertThatThrownBy(() -> mean(sent(0, 0, 0), sent(1, 0, 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No worker has a kept example");
    }

    @Test
    void changeOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> mean(sent(0, 1, 0, 0, 0, 0), sent(1, 1, 0, 0, 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A worker sent 3 values, others 4");
    }

    @Test
    void anotherNumberOfMomentsOrAnotherLengthOfOneIsRefused() {
        PackedChange change = PackedChange.of(Wire.FLOAT32, new float[2]);
        Contribution first = new Contribution(0, 1, change, new float[1][2]);
        assertThatThrownBy(() -> mean(first, new Contribution(1, 1, change, new float[2][2])))
                .hasMessage("A worker sent 2 moments, others 1");
        assertThatThrownBy(() -> mean(first, new Contribution(1, 1, change, new float[1][3])))
                .hasMessage("A worker sent 3 values, others 2");
    }

    private static float[] mean(Contribution... contributions) {
        return Reduction.mean(List.of(contributions)).change();
    }

    private static Contribution sent(int worker, long weight, float... change) {
        return new Contribution(worker, weight, PackedChange.of(Wire.FLOAT32, change), new float[0][]);
    }

    private static float[] floats(int length, SplitMix64 random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return values;
    }
}
