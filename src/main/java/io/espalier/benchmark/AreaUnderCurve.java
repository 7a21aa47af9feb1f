package io.espalier.benchmark;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The area under the receiver operating characteristic: the probability that a positive example has a higher score than a negative one,
 * both drawn at random, equal scores counted as one half.
 *
 * <p>By ranks (Mann and Whitney 1947, "On a test of whether one of two random variables is stochastically larger than the other"): with
 * R the sum of the positives' ranks, from 1, equal scores sharing the mean of theirs, it is (R - p (p + 1) / 2) / (p q) for p positives
 * and q negatives. Exact up to the last division, for below 2^26 examples.
 */
final class AreaUnderCurve {
    private AreaUnderCurve() {}

    /**
     * The area.
     *
     * @param scores one an example, none of them NaN
     * @param positive whether each example is a positive; at least one must be and one must not
     * @return in [0, 1]; 0.5 where the scores say nothing
     */
    static double of(double[] scores, boolean[] positive) {
        long positives =
                IntStream.range(0, scores.length).filter(i -> positive[i]).count();
        long negatives = scores.length - positives;
        if (positives == 0 || negatives == 0) {
            throw new IllegalArgumentException(
                    "An area needs positives and negatives: " + positives + ", " + negatives);
        }
        double rankSum = rankSum(scores, positive);
        return (rankSum - 0.5 * positives * (positives + 1)) / ((double) positives * negatives);
    }

    private static double rankSum(double[] scores, boolean[] positive) {
        int[] ascending = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double sum = 0;
        int start = 0;
        while (start < ascending.length) {
            int end = start;
            int positives = 0;
            // == and not a comparison of bits: 0 and -0 are equal scores.
            while (end < ascending.length && scores[ascending[end]] == scores[ascending[start]]) {
                positives += positive[ascending[end]] ? 1 : 0;
                end++;
            }
            sum += positives * 0.5 * (start + 1 + end);
            start = end;
        }
        return sum;
    }
}
