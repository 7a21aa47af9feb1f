package io.espalier.importance;

import java.util.List;

/**
 * One example and what several methods say of it.
 *
 * @param label class index
 * @param scores as the methods define them, in the order of the methods
 */
public record ScoredExample(long id, int label, List<Double> scores) {
    public ScoredExample {
        scores = List.copyOf(scores);
    }
}
