package io.espalier.importance;

/** Formulas of example importance: higher = more important. */
public final class Scores {
    private Scores() {}

    /**
     * EL2N, the length of the error vector: ||p - onehot(y)||_2, in [0, sqrt 2] (Paul, Ganguli and Dziugaite 2021, "Deep Learning on a Data
     * Diet", <a href="https://arxiv.org/abs/2107.07075">arXiv:2107.07075</a>).
     *
     * @param probabilities row-major, [examples x classes]
     * @param offset index of the example's first probability
     * @param classes number of classes
     * @param label true class y, in [0, classes)
     * @return summed in double; NaN where a probability is NaN
     */
    public static double el2n(float[] probabilities, int offset, int classes, int label) {
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException("Label must be in [0, " + classes + "): " + label);
        }
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            double error = probabilities[offset + i] - (i == label ? 1.0 : 0.0);
            sum += error * error;
        }
        return Math.sqrt(sum);
    }
}
