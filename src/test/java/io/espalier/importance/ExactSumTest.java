package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.SplitMix64;
import java.math.BigDecimal;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    @Test
    void keepsWhatRoundingLoses() {
        assertThat(sum(1e300, 1, -1e300).dividedBy(1)).isEqualTo(1);
        assertThat(sum(Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE).dividedBy(1))
                .isEqualTo(Double.MIN_VALUE);
        assertThat(sum(0.1, 0.2, 0.3).dividedBy(3)).isEqualTo(0.2);
    }

    @Test
    void isTheSumOfDecimals() {
        SplitMix64 random = new SplitMix64(1);
        double[] values = DoubleStream.generate(() -> Math.scalb(random.nextGaussian(), random.nextInt(200) - 100))
                .limit(3_000)
                .toArray();
        BigDecimal expected =
                DoubleStream.of(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(sum(values).dividedBy(1)).isEqualTo(expected.doubleValue());
    }

    @Test
    void partsAddUpInAnyOrder() {
        ExactSum first = sum(1e17, -3, 0.25);
        first.add(sum(7, -1e17));
        ExactSum second = sum(-1e17, 7);
        second.add(sum(0.25, 1e17, -3));

        assertThat(first.dividedBy(1)).isEqualTo(4.25).isEqualTo(second.dividedBy(1));
    }

    @Test
    void ofNothingIsZero() {
        assertThat(new ExactSum().dividedBy(5)).isZero();
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() {
        assertThatThrownBy(() -> sum(Double.NaN)).hasMessage("Only finite numbers can be summed: NaN");
        assertThatThrownBy(() -> sum(Double.NEGATIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ExactSum sum(double... values) {
        ExactSum sum = new ExactSum();
        DoubleStream.of(values).forEach(sum::add);
        return sum;
    }
}
