package io.espalier.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The mean of some values with its 95 % confidence interval by Student's t: mean +- t(0.975, n - 1) s / sqrt(n), where
 * s is the standard deviation with n - 1 in the denominator. Assumes independent values from one normal distribution.
 *
 * @param count number n of values, at least 1
 * @param mean of the values
 * @param standardError s / sqrt(n); infinite for one value
 * @param low lower end of the interval; minus infinity for one value, which says nothing of the spread
 * @param high upper end of the interval; infinity for one value
 */
public record MeanInterval(int count, double mean, double standardError, double low, double high) {
    private static final double UPPER_QUANTILE = 0.975;

    /** The mean of at least one value, and its interval. */
    public static MeanInterval of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("A mean needs at least 1 value: 0");
        }
        int count = values.size();
        double mean = mean(values);
        if (count == 1) {
            return new MeanInterval(
                    1, mean, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double standardError = Math.sqrt(squares / (count - 1) / count);
        double half = new TDistribution(count - 1).inverseCumulativeProbability(UPPER_QUANTILE) * standardError;
        return new MeanInterval(count, mean, standardError, mean - half, mean + half);
    }

    /** The interval for people, after the mean: {@code ", 95 % interval [-0.15, +0.10]"}; one value has none. */
    String boundsText() {
        return count == 1
                ? ", no interval from one value"
                : String.format(Locale.ROOT, ", 95 %% interval [%+.2f, %+.2f]", low, high);
    }

    /** The interval for programs; of one value the mean alone. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("count", count);
        map.put("mean", mean);
        if (count > 1) {
            map.put("standard_error", standardError);
            map.put("low95", low);
            map.put("high95", high);
        }
        return map;
    }

    private static double mean(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }
}
