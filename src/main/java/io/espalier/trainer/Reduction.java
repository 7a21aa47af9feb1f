package io.espalier.trainer;

import io.espalier.network.Tensor;
import java.util.List;

/**
 * Makes one model of the workers' results: the merge algebra of a round.
 *
 * <p>With start weights x, changes c_k, moments m_k and weights w_k (kept examples in the shard of worker k; METHODS of McMahan et al.
 * 2017, arXiv 1602.05629, but by kept examples, not by those processed, because equal numbers of steps would over-weight scarce
 * shards): x' = x + sum(w_k c_k) / sum(w_k), m' = sum(w_k m_k) / sum(w_k). Moments are averaged as values: a rounded change can make
 * Adam's second moment negative. Running means are averaged likewise, running variances by the law of total variance. Sums are in
 * double, in the order of the workers, so that the result has the same bits whatever the order of arrival.
 */
public final class Reduction {
    private Reduction() {}

    /**
     * Reduces the results of a round.
     *
     * @param start model at the round's start
     * @param results one a worker, in worker order
     * @param updates made by each worker in the round
     */
    public static ModelState reduce(ModelState start, List<WorkerResult> results, int updates) {
        double total = 0;
        for (int k = 0; k < results.size(); k++) {
            if (results.get(k).worker() != k) {
                throw new IllegalStateException(
                        "Result " + k + " is of worker " + results.get(k).worker());
            }
            total += results.get(k).weight();
        }
        if (total == 0) {
            throw new IllegalStateException("No worker has a kept example");
        }
        float[] parameters = parameters(start, results, total);
        varianceByTotalLaw(start, results, total, parameters);
        float[][] moments = new float[start.moments().length][];
        for (int m = 0; m < moments.length; m++) {
            moments[m] = moment(results, m, total, start.parameters().length);
        }
        return new ModelState(start.network(), parameters, moments, start.updates() + updates);
    }

    private static float[] parameters(ModelState start, List<WorkerResult> results, double total) {
        double[] sum = new double[start.parameters().length];
        for (WorkerResult result : results) {
            addScaled(result.change(), result.weight(), sum);
        }
        float[] parameters = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            parameters[i] = (float) (start.parameters()[i] + sum[i] / total);
        }
        return parameters;
    }

    private static float[] moment(List<WorkerResult> results, int moment, double total, int length) {
        double[] sum = new double[length];
        for (WorkerResult result : results) {
            addScaled(result.moments()[moment], result.weight(), sum);
        }
        float[] mean = new float[length];
        for (int i = 0; i < length; i++) {
            mean[i] = (float) (sum[i] / total);
        }
        return mean;
    }

    private static void addScaled(float[] values, double weight, double[] sum) {
        if (values.length != sum.length) {
            throw new IllegalStateException(
                    "A worker sent " + values.length + " values, the network has " + sum.length);
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * values[i];
        }
    }

    /** var = sum(w_k (var_k + (mean_k - mean)^2)) / sum(w_k), where parameters holds the mean over workers already. */
    private static void varianceByTotalLaw(
            ModelState start, List<WorkerResult> results, double total, float[] parameters) {
        List<Tensor> tensors = start.network().layout().tensors();
        for (Tensor variance : tensors) {
            if (variance.role() != Tensor.Role.VARIANCE) {
                continue;
            }
            Tensor mean = tensors.stream()
                    .filter(t -> t.role() == Tensor.Role.MEAN && t.layer().equals(variance.layer()))
                    .findFirst()
                    .orElseThrow();
            for (int i = 0; i < variance.length(); i++) {
                int at = variance.offset() + i;
                int meanAt = mean.offset() + i;
                double spread = 0;
                for (WorkerResult result : results) {
                    double distance =
                            start.parameters()[meanAt] + result.change()[meanAt] - (double) parameters[meanAt];
                    spread += result.weight() * distance * distance;
                }
                parameters[at] = (float) (parameters[at] + spread / total);
            }
        }
    }
}
