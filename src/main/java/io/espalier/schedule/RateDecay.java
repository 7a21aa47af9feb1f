package io.espalier.schedule;

import java.io.Serializable;
import java.util.List;

/**
 * What is left of the learning rate on the way from the end of the warm-up to the end of the run.
 *
 * <p>A closed set of records. Pure. q in [0, 1] is the fraction of the way. The shapes of Deeplearning4j's schedules are among them, as
 * functions of the way in place of the count of steps, so that they fit every budget.
 */
public sealed interface RateDecay extends Serializable {
    /**
     * Factor of the initial rate.
     *
     * @param way q, in [0, 1]
     * @return at least 0 and at most 1
     */
    double factor(double way);

    /** 1. */
    record Constant() implements RateDecay {
        @Override
        public double factor(double way) {
            return 1;
        }
    }

    /** 1 - q. */
    record Linear() implements RateDecay {
        @Override
        public double factor(double way) {
            return 1 - way;
        }
    }

    /** (1 + cos(pi q)) / 2: one cycle without restarts (Loshchilov and Hutter 2017, arXiv 1608.03983). */
    record Cosine() implements RateDecay {
        @Override
        public double factor(double way) {
            return (1 + StrictMath.cos(StrictMath.PI * way)) / 2;
        }
    }

    /**
     * end^q.
     *
     * @param end what is left at the end, in (0, 1]
     */
    record Exponential(double end) implements RateDecay {
        public Exponential {
            Ranges.requirePositiveFraction("End", end);
        }

        @Override
        public double factor(double way) {
            return StrictMath.pow(end, way);
        }
    }

    /**
     * factor^floor(q (drops + 1)): so many drops at equal distances; the point of a drop belongs to what follows.
     *
     * @param drops at least 1
     * @param each what a drop leaves, in (0, 1]
     */
    record Step(int drops, double each) implements RateDecay {
        public Step {
            if (drops < 1) {
                throw new IllegalArgumentException("Drops must be at least 1: " + drops);
            }
            Ranges.requirePositiveFraction("Factor", each);
        }

        @Override
        public double factor(double way) {
            return StrictMath.pow(each, Math.min(drops, Math.floor(way * (drops + 1))));
        }
    }

    /** 1 / (1 + steepness q)^power. */
    record Inverse(double steepness, double power) implements RateDecay {
        public Inverse {
            requirePositive("Steepness", steepness);
            requirePositive("Power", power);
        }

        @Override
        public double factor(double way) {
            return StrictMath.pow(1 + steepness * way, -power);
        }
    }

    /** (1 - q)^power. */
    record Polynomial(double power) implements RateDecay {
        public Polynomial {
            requirePositive("Power", power);
        }

        @Override
        public double factor(double way) {
            return StrictMath.pow(1 - way, power);
        }
    }

    /**
     * 1 / (1 + exp(steepness (q - center))).
     *
     * @param steepness above 0
     * @param center where half of the rate is left, in [0, 1]
     */
    record Sigmoid(double steepness, double center) implements RateDecay {
        public Sigmoid {
            requirePositive("Steepness", steepness);
            Ranges.requireFraction("Center", center);
        }

        @Override
        public double factor(double way) {
            return 1 / (1 + StrictMath.exp(steepness * (way - center)));
        }
    }

    /**
     * One cycle (Smith 2018, arXiv 1803.09820): from {@code start} in a straight line up to 1, back to {@code start}, and in the last part
     * start end^(fraction of that part).
     *
     * @param start what it begins with, in (0, 1]
     * @param annealing length of the last part, in [0, 1)
     * @param end what of {@code start} is left at the end, in (0, 1]
     */
    record Cycle(double start, double annealing, double end) implements RateDecay {
        public Cycle {
            Ranges.requirePositiveFraction("Start", start);
            Ranges.requirePositiveFraction("End", end);
            if (!(annealing >= 0 && annealing < 1)) {
                throw new IllegalArgumentException("Annealing must be in [0, 1): " + annealing);
            }
        }

        @Override
        public double factor(double way) {
            double half = (1 - annealing) / 2;
            if (way <= 2 * half) {
                return start + (1 - start) * (1 - Math.abs(way - half) / half);
            }
            return start * StrictMath.pow(end, (way - 2 * half) / annealing);
        }
    }

    /** A factor from each point on, 1 before the first. */
    record Stages(List<Stage> stages) implements RateDecay {
        /** {@code factor} from the fraction {@code from} of the way on. */
        public record Stage(double from, double factor) implements Serializable {
            public Stage {
                Ranges.requireFraction("Start of a stage", from);
                Ranges.requireFraction("Factor of a stage", factor);
            }
        }

        public Stages {
            stages = List.copyOf(stages);
            for (int i = 1; i < stages.size(); i++) {
                if (stages.get(i).from() <= stages.get(i - 1).from()) {
                    throw new IllegalArgumentException("Stages must begin one after the other: " + stages);
                }
            }
        }

        @Override
        public double factor(double way) {
            double factor = 1;
            for (Stage stage : stages) {
                factor = way >= stage.from() ? stage.factor() : factor;
            }
            return factor;
        }
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + " must be above 0 and finite: " + value);
        }
    }
}
