package io.espalier.constraint;

/**
 * The Constraint Acceleration Equation: D = C^r (S E) / (1 - t), with the residue C (S + E)^r.
 *
 * <p>A formula, not a measurement: it is reported as "theoretical" and never mixed with measured acceleration. At S = E
 * = r = 1 and t = 0.3 it stays below 1 until C exceeds 0.7, and it is 0 for C = 0 (r > 0), whatever was measured. S, E
 * and t are the equation's own quantities; 1, 1 and 0 where nothing is known of them.
 *
 * @param constraint C, intensity of the constraint, in [0, 1]
 * @param recursiveDepth r, at least 0
 * @param s S, at least 0
 * @param e E, at least 0
 * @param t in [0, 0.99]
 */
public record ConstraintAccelerationEquation(double constraint, double recursiveDepth, double s, double e, double t) {
    private static final double MAX_T = 0.99;

    public ConstraintAccelerationEquation {
        require("C", constraint, 1, "[0, 1]");
        require("r", recursiveDepth, Double.MAX_VALUE, "[0, infinity)");
        require("S", s, Double.MAX_VALUE, "[0, infinity)");
        require("E", e, Double.MAX_VALUE, "[0, infinity)");
        require("t", t, MAX_T, "[0, 0.99]");
    }

    /** D, the theoretical acceleration, at least 0; C = 0 counts as 1 when r = 0. */
    public double acceleration() {
        return StrictMath.pow(constraint, recursiveDepth) * (s * e) / (1 - t);
    }

    /** C (S + E)^r, at least 0. */
    public double residue() {
        return constraint * StrictMath.pow(s + e, recursiveDepth);
    }

    private static void require(String symbol, double value, double max, String range) {
        if (!(value >= 0 && value <= max)) {
            throw new IllegalArgumentException(
                    symbol + " of the acceleration equation must be in " + range + ": " + value);
        }
    }
}
