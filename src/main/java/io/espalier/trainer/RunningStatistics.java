package io.espalier.trainer;

import io.espalier.network.Network;
import io.espalier.network.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The running statistics of a network's normalisations among its flat parameter vector. They are no parameters: they travel in full
 * precision, are averaged and never go through the outer step.
 */
final class RunningStatistics {
    private static final int NONE = -1;

    /** Positions in the flat vector, ascending. */
    private final int[] positions;
    /** For a variance the index, among the positions, of its mean; else {@link #NONE}. */
    private final int[] means;

    private RunningStatistics(int[] positions, int[] means) {
        this.positions = positions;
        this.means = means;
    }

    /** The statistics of a network; none where nothing is normalised. */
    static RunningStatistics of(Network network) {
        List<Tensor> tensors = network.layout().tensors().stream()
                .filter(tensor -> !tensor.role().trainable())
                .toList();
        int[] positions = tensors.stream()
                .flatMapToInt(tensor -> IntStream.range(tensor.offset(), tensor.end()))
                .toArray();
        int[] means = new int[positions.length];
        int index = 0;
        for (Tensor tensor : tensors) {
            int mean = tensor.role() == Tensor.Role.VARIANCE ? indexOfMean(tensors, tensor) : NONE;
            for (int i = 0; i < tensor.length(); i++) {
                means[index++] = mean == NONE ? NONE : mean + i;
            }
        }
        return new RunningStatistics(positions, means);
    }

    private static int indexOfMean(List<Tensor> tensors, Tensor variance) {
        int index = 0;
        for (Tensor tensor : tensors) {
            if (tensor.role() == Tensor.Role.MEAN && tensor.layer().equals(variance.layer())) {
                return index;
            }
            index += tensor.length();
        }
        throw new IllegalStateException("Layer " + variance.layer() + " has a running variance and no mean");
    }

    /** The statistics among the values of a flat vector. */
    float[] read(float[] vector) {
        float[] statistics = new float[positions.length];
        for (int i = 0; i < positions.length; i++) {
            statistics[i] = vector[positions[i]];
        }
        return statistics;
    }

    /** Puts statistics into a flat vector. */
    void write(float[] statistics, float[] vector) {
        for (int i = 0; i < positions.length; i++) {
            vector[positions[i]] = statistics[i];
        }
    }

    /** Sets the statistics of a flat vector to zero. */
    void clear(float[] vector) {
        for (int position : positions) {
            vector[position] = 0;
        }
    }

    /**
     * The statistics of all workers together: weighted means; variances by the law of total variance, var = sum(w_k (var_k + (mean_k -
     * mean)^2)) / sum(w_k). In double, in the order of the workers.
     */
    float[] merge(List<float[]> workers, List<Double> weights) {
        double total = weights.stream().mapToDouble(Double::doubleValue).sum();
        float[] merged = new float[positions.length];
        for (int i = 0; i < merged.length; i++) {
            merged[i] = (float) (weighted(workers, weights, i) / total);
        }
        for (int i = 0; i < merged.length; i++) {
            if (means[i] != NONE) {
                double spread = 0;
                for (int k = 0; k < workers.size(); k++) {
                    double distance = workers.get(k)[means[i]] - (double) merged[means[i]];
                    spread += weights.get(k) * distance * distance;
                }
                merged[i] = (float) (merged[i] + spread / total);
            }
        }
        return merged;
    }

    private static double weighted(List<float[]> workers, List<Double> weights, int index) {
        double sum = 0;
        for (int k = 0; k < workers.size(); k++) {
            sum += weights.get(k) * (double) workers.get(k)[index];
        }
        return sum;
    }
}
