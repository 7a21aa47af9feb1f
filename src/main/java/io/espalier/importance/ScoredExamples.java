package io.espalier.importance;

import java.util.List;

/**
 * Examples with their scores by one or several methods, wherever they lie. No answer grows with the number of examples, and none depends
 * on their order.
 */
public interface ScoredExamples {
    /** The methods, that of the selection first. */
    List<ScoreMethod> methods();

    /** Order statistics of the scores by one of the methods, as importance: higher = more important. */
    OrderStatistics by(ScoreMethod method);

    /** The most important examples by a method, the first one first; equal ones by id. All where there are fewer. */
    List<ScoredExample> mostImportant(ScoreMethod method, int count);

    /** The least important examples by a method, the least one first; equal ones by id. All where there are fewer. */
    List<ScoredExample> leastImportant(ScoreMethod method, int count);

    /** The counts of a comparison of the methods, which are in its order: {@link MethodComparison#count} of every example. */
    long[] count(MethodComparison comparison);
}
