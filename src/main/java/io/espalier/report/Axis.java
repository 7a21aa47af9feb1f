package io.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * An axis with round numbers on it, linear or logarithmic.
 *
 * @param label what it shows, with unit
 * @param min value at the lower end
 * @param max value at the upper end, above min
 * @param ticks values that are written, ascending
 * @param format of such a value
 * @param scale increasing; equal distances on the axis are equal differences of its values
 */
record Axis(
        String label,
        double min,
        double max,
        List<Double> ticks,
        DoubleFunction<String> format,
        DoubleUnaryOperator scale) {
    /** Steps between ticks are one of these times a power of ten. */
    private static final double[] ROUND = {1, 2, 2.5, 5, 10};

    /** An axis that ends exactly at the given values: for time and counts, where nothing lies beyond. */
    static Axis exact(String label, double min, double max, DoubleFunction<String> format) {
        double end = max > min ? max : min + 1;
        return new Axis(label, min, end, ticks(min, end, step(end - min, 6)), format, DoubleUnaryOperator.identity());
    }

    /** An axis of whole numbers that ends exactly at the given ones. */
    static Axis counting(String label, double min, double max) {
        Axis axis = exact(label, min, max, Numbers::tick);
        List<Double> whole =
                axis.ticks().stream().filter(tick -> tick == Math.rint(tick)).toList();
        return new Axis(label, axis.min(), axis.max(), whole, axis.format(), axis.scale());
    }

    /** An axis widened to the next round values. */
    static Axis rounded(String label, double min, double max, DoubleFunction<String> format) {
        // Equal values stand at the upper end: a quality of 100 % must not have 110 % above it.
        double start = max > min ? min : max - Math.abs(max) / 10;
        double end = max > start ? max : start + 1;
        double step = step(end - start, 5);
        double low = Math.floor(start / step + 1e-9) * step;
        double high = Math.ceil(end / step - 1e-9) * step;
        return new Axis(label, low, high, ticks(low, high, step), format, DoubleUnaryOperator.identity());
    }

    /** A logarithmic axis, widened to the next 1, 2 or 5 times a power of ten; both ends above 0. */
    static Axis logarithmic(String label, double min, double max, DoubleFunction<String> format) {
        List<Double> round = new ArrayList<>();
        for (int power = (int) Math.floor(Math.log10(min)); power <= Math.log10(max) + 1; power++) {
            for (double factor : new double[] {1, 2, 5}) {
                round.add(factor * Math.pow(10, power));
            }
        }
        double low = round.stream().filter(value -> value <= min).reduce(min, (first, second) -> second);
        double high = round.stream().filter(value -> value >= max).findFirst().orElse(max);
        round.removeIf(value -> value < low || value > high);
        boolean crowded = round.size() > 9;
        round.removeIf(value -> crowded && Math.rint(Math.log10(value)) != Math.log10(value));
        return new Axis(label, low, high, round, format, Math::log);
    }

    /** Place of a value, 0 at the lower and 1 at the upper end. */
    double place(double value) {
        double low = scale.applyAsDouble(min);
        return (scale.applyAsDouble(value) - low) / (scale.applyAsDouble(max) - low);
    }

    /** The smallest round step that makes at most {@code most} intervals. */
    private static double step(double range, int most) {
        double power = Math.pow(10, Math.floor(Math.log10(range / most)));
        for (double round : ROUND) {
            if (range / (round * power) <= most + 1e-9) {
                return round * power;
            }
        }
        throw new IllegalStateException("No round step for a range of " + range);
    }

    private static List<Double> ticks(double min, double max, double step) {
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }
}
