package io.espalier.importance;

import io.espalier.Hashing;
import io.espalier.importance.Examples.Example;
import java.util.Comparator;
import java.util.List;

/** Scored examples in a list, everything looked for anew for each question: the slow reference. */
public record ListedExamples(List<ScoreMethod> methods, int classes, long seed, List<ScoredExample> examples)
        implements ScoredExamples {
    @Override
    public OrderStatistics by(ScoreMethod method) {
        return new ListStatistics(
                examples.stream()
                        .map(example -> new Example(example.id(), example.label(), importance(example, method)))
                        .toList(),
                classes,
                seed);
    }

    /** Never -0.0, which a comparator would put before 0.0. */
    private double importance(ScoredExample example, ScoreMethod method) {
        return method.importance(example.scores().get(methods.indexOf(method))) + 0.0;
    }

    @Override
    public List<ScoredExample> mostImportant(ScoreMethod method, int count) {
        return first(Comparator.comparingDouble(example -> -importance(example, method)), count);
    }

    @Override
    public List<ScoredExample> leastImportant(ScoreMethod method, int count) {
        return first(Comparator.comparingDouble(example -> importance(example, method)), count);
    }

    private List<ScoredExample> first(Comparator<ScoredExample> order, int count) {
        return examples.stream()
                .sorted(order.thenComparingLong(ScoredExample::id))
                .limit(count)
                .toList();
    }

    @Override
    public long[] count(MethodComparison comparison) {
        long[] counts = comparison.zeros();
        for (ScoredExample example : examples) {
            double[] importance = methods.stream()
                    .mapToDouble(method -> importance(example, method))
                    .toArray();
            comparison.count(example.label(), importance, Hashing.hash(example.id(), seed), counts);
        }
        return counts;
    }
}
