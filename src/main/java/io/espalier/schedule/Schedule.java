package io.espalier.schedule;

import java.io.Serializable;
import java.util.List;

/**
 * A value in [0, 1] that depends on progress alone.
 *
 * <p>Pure: the same progress gives the same value on every machine. A closed set of records; a is the initial and b the
 * final value, p the progress. Values are clamped to [0, 1] and value(1) = b exactly.
 */
public sealed interface Schedule extends Serializable {
    /**
     * The value at a progress.
     *
     * @param progress in [0, 1]; values outside are clamped
     * @return in [0, 1]; at progress 1 exactly the final value
     */
    double value(double progress);

    /** The value at progress 1. */
    double finalValue();

    /**
     * The least value over [progress, 1], both ends included: what is above it will be wanted again.
     *
     * <p>Exact for all kinds but the oscillating ones; there a lower bound, at most {@link #steepness()} (1 - progress)
     * / 4096 below the true minimum.
     *
     * @param progress in [0, 1]; values outside are clamped
     */
    default double minimumFrom(double progress) {
        return Math.min(value(progress), finalValue());
    }

    /**
     * Upper bound of |change of the value| per unit of progress (a Lipschitz constant); infinite where the value jumps.
     */
    double steepness();

    /** Always b. */
    record Constant(double finalValue) implements Schedule {
        public Constant {
            Ranges.requireFraction("Final value", finalValue);
        }

        @Override
        public double value(double progress) {
            return finalValue;
        }

        @Override
        public double steepness() {
            return 0;
        }
    }

    /** a + (b - a) p. */
    record Linear(double initial, double finalValue) implements Schedule {
        public Linear {
            Ranges.requireEnds(initial, finalValue);
        }

        @Override
        public double value(double progress) {
            return Ranges.between(initial, finalValue, Ranges.clamp(progress));
        }

        @Override
        public double steepness() {
            return Math.abs(finalValue - initial);
        }
    }

    /** b + (a - b) (1 + cos(pi p)) / 2: slow at both ends. */
    record Cosine(double initial, double finalValue) implements Schedule {
        public Cosine {
            Ranges.requireEnds(initial, finalValue);
        }

        @Override
        public double value(double progress) {
            double way = (1 - StrictMath.cos(StrictMath.PI * Ranges.clamp(progress))) / 2;
            return Ranges.between(initial, finalValue, way);
        }

        @Override
        public double steepness() {
            return Math.PI / 2 * Math.abs(finalValue - initial);
        }
    }

    /** a (b / a)^p; both values above 0. */
    record Exponential(double initial, double finalValue) implements Schedule {
        public Exponential {
            Ranges.requirePositiveFraction("Initial value of an exponential schedule", initial);
            Ranges.requirePositiveFraction("Final value of an exponential schedule", finalValue);
        }

        @Override
        public double value(double progress) {
            double p = Ranges.clamp(progress);
            return p == 1 ? finalValue : Ranges.clamp(initial * StrictMath.pow(finalValue / initial, p));
        }

        @Override
        public double steepness() {
            return Math.max(initial, finalValue) * Math.abs(Math.log(finalValue / initial));
        }
    }

    /**
     * b + (a - b) (1 - p)^3: fast first, slow when little is left.
     *
     * <p>Source: Zhu and Gupta, "To prune, or not to prune", 2017, arXiv 1710.01878, with their pruning steps taken as
     * continuous.
     */
    record Cubic(double initial, double finalValue) implements Schedule {
        public Cubic {
            Ranges.requireEnds(initial, finalValue);
        }

        @Override
        public double value(double progress) {
            double left = 1 - Ranges.clamp(progress);
            return Ranges.between(initial, finalValue, 1 - left * left * left);
        }

        @Override
        public double steepness() {
            return 3 * Math.abs(finalValue - initial);
        }
    }

    /**
     * a + (b - a) p + A sin(w p), with A fading to 0 over the last 10 %.
     *
     * <p>The fade makes it continuous and lets it end on b; without it the value jumps at the end and may exceed b.
     *
     * @param amplitude A, in [0, 1]
     * @param frequency w, in radians over the whole progress, at least 0
     */
    record GraduatedOscillation(double initial, double finalValue, double amplitude, double frequency)
            implements Schedule {
        public GraduatedOscillation {
            Ranges.requireEnds(initial, finalValue);
            Ranges.requireOscillation(amplitude, frequency);
        }

        @Override
        public double value(double progress) {
            double p = Ranges.clamp(progress);
            double swing = Ranges.fade(p) * amplitude * StrictMath.sin(frequency * p);
            return Ranges.clamp(Ranges.between(initial, finalValue, p) + swing);
        }

        @Override
        public double minimumFrom(double progress) {
            return Ranges.sampledMinimum(this, progress);
        }

        @Override
        public double steepness() {
            return Math.abs(finalValue - initial) + Ranges.swingSteepness(amplitude, frequency);
        }
    }

    /**
     * From a to b in a straight line over the first 10 %, then b + A sin(w (p - 0.1)), with A fading to 0 over the last
     * 10 %.
     *
     * @param amplitude A, in [0, 1]
     * @param frequency w, in radians over the whole progress, at least 0
     */
    record WarmupOscillation(double initial, double finalValue, double amplitude, double frequency)
            implements Schedule {
        private static final double WARMUP = 0.1;

        public WarmupOscillation {
            Ranges.requireEnds(initial, finalValue);
            Ranges.requireOscillation(amplitude, frequency);
        }

        @Override
        public double value(double progress) {
            double p = Ranges.clamp(progress);
            if (p < WARMUP) {
                return Ranges.between(initial, finalValue, p / WARMUP);
            }
            return Ranges.clamp(finalValue + Ranges.fade(p) * amplitude * StrictMath.sin(frequency * (p - WARMUP)));
        }

        @Override
        public double minimumFrom(double progress) {
            return Ranges.sampledMinimum(this, progress);
        }

        @Override
        public double steepness() {
            return Math.max(Math.abs(finalValue - initial) / WARMUP, Ranges.swingSteepness(amplitude, frequency));
        }
    }

    /**
     * Steps: each value holds from its fraction on; the boundary belongs to the later stage.
     *
     * @param stages in ascending order of their fractions, the first from 0
     */
    record Stages(List<Stage> stages) implements Schedule {
        /**
         * One step.
         *
         * @param from progress from which it holds, in [0, 1]
         * @param value in [0, 1]
         */
        public record Stage(double from, double value) implements Serializable {
            public Stage {
                Ranges.requireFraction("Start of a stage", from);
                Ranges.requireFraction("Value of a stage", value);
            }
        }

        public Stages {
            stages = List.copyOf(stages);
            if (stages.isEmpty() || stages.get(0).from() != 0) {
                throw new IllegalArgumentException("Stages must start at 0: " + stages);
            }
            for (int i = 1; i < stages.size(); i++) {
                if (stages.get(i).from() <= stages.get(i - 1).from()) {
                    throw new IllegalArgumentException("Starts of stages must ascend: " + stages);
                }
            }
        }

        @Override
        public double value(double progress) {
            double p = Ranges.clamp(progress);
            double value = stages.get(0).value();
            for (Stage stage : stages) {
                if (stage.from() <= p) {
                    value = stage.value();
                }
            }
            return value;
        }

        @Override
        public double finalValue() {
            return stages.get(stages.size() - 1).value();
        }

        @Override
        public double minimumFrom(double progress) {
            return stages.stream()
                    .filter(stage -> stage.from() > progress)
                    .mapToDouble(Stage::value)
                    .reduce(value(progress), Math::min);
        }

        @Override
        public double steepness() {
            return stages.stream()
                            .allMatch(stage -> stage.value() == stages.get(0).value())
                    ? 0
                    : Double.POSITIVE_INFINITY;
        }
    }
}
