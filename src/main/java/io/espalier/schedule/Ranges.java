package io.espalier.schedule;

/** Checks and arithmetic that the schedules share. */
final class Ranges {
    private static final int SAMPLES = 2048;
    private static final double FADE = 0.1;

    private Ranges() {}

    static void requireFraction(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " must be in [0, 1]: " + value);
        }
    }

    static void requireEnds(double initial, double finalValue) {
        requireFraction("Initial value", initial);
        requireFraction("Final value", finalValue);
    }

    static void requirePositiveFraction(String what, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " must be in (0, 1]: " + value);
        }
    }

    static void requireOscillation(double amplitude, double frequency) {
        requireFraction("Amplitude", amplitude);
        if (!(frequency >= 0 && frequency < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Frequency must be at least 0 and finite: " + frequency);
        }
    }

    /** The nearest value in [0, 1]; progress that is no number is a caller's mistake. */
    static double clamp(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("Progress must be a number: NaN");
        }
        return Math.max(0, Math.min(1, value));
    }

    /**
     * The point at a fraction of the way; exactly the end at 1, where {@code a + (b - a)} may miss it by a rounding.
     */
    static double between(double initial, double finalValue, double way) {
        return way == 1 ? finalValue : initial + (finalValue - initial) * way;
    }

    /** 1 up to the last 10 %, then falling to 0 in a straight line. */
    static double fade(double progress) {
        return Math.min(1, (1 - progress) / FADE);
    }

    /** Lipschitz constant of fade(p) A sin(w p). */
    static double swingSteepness(double amplitude, double frequency) {
        return amplitude * (frequency + 1 / FADE);
    }

    /**
     * A lower bound of the least value over [progress, 1]: the least of evenly spaced samples, less what the value can
     * fall between two of them (half a spacing times the steepness).
     */
    static double sampledMinimum(Schedule schedule, double progress) {
        double from = clamp(progress);
        double spacing = (1 - from) / SAMPLES;
        double least = schedule.finalValue();
        for (int i = 0; i < SAMPLES; i++) {
            least = Math.min(least, schedule.value(from + i * spacing));
        }
        return Math.max(0, least - schedule.steepness() * spacing / 2);
    }
}
