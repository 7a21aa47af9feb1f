package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {
    @Test
    void correlationsHaveThreeDigits() {
        assertThat(Numbers.correlation(OptionalDouble.of(-0.25))).isEqualTo("-0.250");
        assertThat(Numbers.correlation(OptionalDouble.empty())).isEqualTo("–");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0.000 s",
                "0.0343|0.034 s",
                "14.256|14.26 s",
                "185|3 min 05 s",
                "7385.2|2 h 03 min",
                "4000000|1,111 h 07 min"
            })
    void secondsChangeTheirUnitWithTheirSize(double value, String text) {
        assertThat(Numbers.seconds(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "12|12",
                "85002|85,002",
                "0.5|0.5000",
                "12.3456|12.35",
                "1234.56|1,235",
                "0.00012346|1.235e-4",
                "-2.5|-2.500",
                "1e-12|1.000e-12"
            })
    void decimalsHaveFourSignificantDigits(double value, String text) {
        assertThat(Numbers.decimal(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 B",
                "512|512 B",
                "999|999 B",
                "1000|1.00 kB",
                "9876543|9.88 MB",
                "12345678901|12.3 GB",
                "999600|1.00 MB",
                "123456|123 kB"
            })
    void scaledNumbersHaveThreeSignificantDigitsAndAPrefix(double value, String text) {
        assertThat(Numbers.scaled(value, "B")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "0.25|0.25",
                "0.30000000000000004|0.3",
                "20|20",
                "100|100",
                "20000|20k",
                "1500|1.5k",
                "2500000|2.5M",
                "100000|100k",
                "0.00001|1.000e-5"
            })
    void ticksAreShort(double value, String text) {
        assertThat(Numbers.tick(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0.000", "0.41249|0.412", "5.239e-9|5.2e-9", "-0.25|-0.250", "123456|1.2e+5"})
    void scoresFitUnderAPicture(double value, String text) {
        assertThat(Numbers.score(value)).isEqualTo(text);
    }

    @Test
    void fractionsAreWrittenInPercent() {
        assertThat(Numbers.percent(0.6418)).isEqualTo("64.2 %");
        assertThat(Numbers.quality(0.97214)).isEqualTo("97.21 %");
        assertThat(Numbers.share(755, 1259)).isEqualTo("60.0 %");
        assertThat(Numbers.share(0, 0)).isEqualTo(Numbers.NONE);
        assertThat(Numbers.quality(OptionalDouble.empty())).isEqualTo(Numbers.NONE);
    }

    @Test
    void theMachinesLanguageDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Numbers.count(1_234_567)).isEqualTo("1,234,567");
            assertThat(Numbers.exactSeconds(1234.5)).isEqualTo("1,234.500 s");
        } finally {
            Locale.setDefault(before);
        }
    }
}
