package io.espalier.importance;

import io.espalier.Hashing;

/**
 * Formulas of example importance; {@link ScoreMethod} says of each which end is the important one.
 *
 * <p>Throughout, p are the probabilities that the network gives the classes, y is the example's class, and h are
 * its penultimate features: what goes into the network's last layer. {@code probabilities} and {@code features} are row-major, [examples x classes] and [examples x width]; {@code
 * offset} is the index of the example's first value. Sums are in double and in the order of the index; a NaN among the values gives NaN.
 */
public final class Scores {
    private static final double UNIT_53 = 0x1p-53;

    private Scores() {}

    /**
     * The loss: -log p_y, in [0, 87.4]. p_y counts as at least the smallest normal float, so that one hopeless example does not make a
     * mean infinite. As a criterion of importance in Katharopoulos and Fleuret 2018, "Not All Samples Are Created Equal: Deep
     * Learning with Importance Sampling", <a href="https://arxiv.org/abs/1803.00942">arXiv:1803.00942</a>.
     */
    public static double loss(float[] probabilities, int offset, int classes, int label) {
        requireLabel(label, classes);
        return -logarithm(probabilities[offset + label]);
    }

    /**
     * The margin that the right class lacks: max_{i != y} p_i - p_y; above 0 where the answer is wrong (Bartlett et al. 1998, "Boosting the
     * margin", <a href="https://doi.org/10.1214/aos/1024691352">10.1214/aos/1024691352</a>, with the opposite sign, so that higher = more
     * important). Of one class alone, -p_y. In [-1, 1] of a softmax; p may be other outputs too, also below 0, and is then not bounded.
     *
     * <p>The mean of p_y - max_{i != y} p_i over the epochs of a training is AUM, the area under the margin, in [-1, 1], low = hard or
     * mislabelled (Pleiss, Zhang, Elenberg and Weinberger 2020, "Identifying Mislabeled Data using the Area Under the Margin Ranking", <a
     * href="https://arxiv.org/abs/2001.10528">arXiv:2001.10528</a>, where the margin is one of logits). Ours is of probabilities, as in the
     * code of the authors of coverage-centric selection (Zheng, Liu, Lai and Prakash 2023, <a
     * href="https://arxiv.org/abs/2210.15809">arXiv:2210.15809</a>): logits have no bounds, so that a few outliers set the range that strata
     * of equal width divide.
     */
    public static double margin(float[] probabilities, int offset, int classes, int label) {
        requireLabel(label, classes);
        return greatestOther(probabilities, offset, classes, label) - probabilities[offset + label];
    }

    /**
     * The entropy of the answer: -sum_i p_i log p_i, with 0 log 0 = 0, in [0, log classes] (Shannon 1948; as uncertainty sampling: Settles
     * 2009, <a href="https://burrsettles.com/pub/settles.activelearning.pdf">"Active Learning Literature Survey"</a>). Needs no label.
     */
    public static double entropy(float[] probabilities, int offset, int classes) {
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            double p = probabilities[offset + i];
            // Not p > 0: a NaN is to be passed on.
            sum -= p == 0 ? 0 : p * StrictMath.log(p);
        }
        return Math.max(0, sum);
    }

    /**
     * How far the answer is from certain: 1 - max_i p_i, in [0, 1 - 1/classes] (Lewis and Gale 1994, "A Sequential Algorithm for Training
     * Text Classifiers", <a href="https://arxiv.org/abs/cmp-lg/9407020">cmp-lg/9407020</a>). Needs no label.
     */
    public static double leastConfidence(float[] probabilities, int offset, int classes) {
        float greatest = 0;
        for (int i = 0; i < classes; i++) {
            greatest = Math.max(greatest, probabilities[offset + i]);
        }
        return 1.0 - greatest;
    }

    /**
     * EL2N, the length of the error vector: ||p - onehot(y)||_2, in [0, sqrt 2] (Paul, Ganguli and Dziugaite 2021, "Deep Learning on a Data
     * Diet", <a href="https://arxiv.org/abs/2107.07075">arXiv:2107.07075</a>).
     *
     * @param label true class y, in [0, classes)
     */
    public static double el2n(float[] probabilities, int offset, int classes, int label) {
        requireLabel(label, classes);
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            double error = probabilities[offset + i] - (i == label ? 1.0 : 0.0);
            sum += error * error;
        }
        return Math.sqrt(sum);
    }

    /**
     * GraNd in its last-layer form: the length of the gradient of the example's cross-entropy by the weights and biases of the last
     * layer, which is ||p - onehot(y)||_2 ||h||_2, not negative. A layer with a bias sees it as one more value of h, always 1 (Paul, Ganguli
     * and Dziugaite 2021, <a href="https://arxiv.org/abs/2107.07075">arXiv:2107.07075</a>, whose GraNd is the gradient by all weights). At
     * initialisation it orders no better than chance (Kirsch 2023, <a href="https://arxiv.org/abs/2303.14753">arXiv:2303.14753</a>).
     *
     * @param el2n see {@link #el2n}
     * @param width values of h
     * @param bias whether the layer has a bias
     */
    public static double grand(double el2n, float[] features, int offset, int width, boolean bias) {
        double sum = bias ? 1 : 0;
        for (int i = 0; i < width; i++) {
            double value = features[offset + i];
            sum += value * value;
        }
        return el2n * Math.sqrt(sum);
    }

    /**
     * The distance of an example from a prototype: ||h - c||_2, not negative; far = untypical (Sorscher et al. 2022, "Beyond neural scaling
     * laws: beating power law scaling via data pruning", <a href="https://arxiv.org/abs/2206.14486">arXiv:2206.14486</a>).
     *
     * @param centroids row-major, [centroids x width]
     * @param centroid index of c
     */
    public static double distance(float[] features, int offset, int width, double[] centroids, int centroid) {
        double sum = 0;
        int start = centroid * width;
        for (int i = 0; i < width; i++) {
            double difference = features[offset + i] - centroids[start + i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /**
     * Whether an example is forgotten: classified rightly when it was last presented, and wrongly now. How often that happens in a training
     * is its forgetting score (Toneva et al. 2019, "An Empirical Study of Example Forgetting during Deep Neural Network Learning", <a
     * href="https://arxiv.org/abs/1812.05159">arXiv:1812.05159</a>, which counts an example that was never right as forgotten more often
     * than all others).
     */
    public static boolean forgets(boolean wasRight, boolean isRight) {
        return wasRight && !isRight;
    }

    /**
     * A number that looks random, in [0, 1): the first 53 bits of {@code Hashing.hash(id, seed)}. The baseline that every other score must
     * beat.
     */
    public static double random(long id, long seed) {
        return (Hashing.hash(id, seed) >>> (Long.SIZE - 53)) * UNIT_53;
    }

    private static double logarithm(float probability) {
        return StrictMath.log(Math.max(probability, Float.MIN_NORMAL));
    }

    private static float greatestOther(float[] probabilities, int offset, int classes, int label) {
        if (classes == 1) {
            return 0;
        }
        float greatest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < classes; i++) {
            if (i != label) {
                greatest = Math.max(greatest, probabilities[offset + i]);
            }
        }
        return greatest;
    }

    private static void requireLabel(int label, int classes) {
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException("Label must be in [0, " + classes + "): " + label);
        }
    }
}
