package io.espalier.trainer;

import io.espalier.Hashing;
import io.espalier.importance.Prototypes;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.Timetable;
import io.espalier.run.TrainingPlan;
import java.io.Serializable;
import java.util.List;

/**
 * What is computed of each example in one scoring. Travels.
 *
 * @param methods in the order of the columns; those that are collected while a network trains are taken from what its workers noted
 * @param blockRows rows of one scoring block: part of the results, because products of another shape differ in the last bits
 * @param randomSeed of {@link ScoreMethod#RANDOM}
 * @param passes over the training part, rounded up, while the methods that are collected were
 * @param prototypes what {@link ScoreMethod#PROTOTYPE} measures from, for each of the weights that score; empty where it is not asked for
 */
public record ScoreSettings(
        List<ScoreMethod> methods, int blockRows, long randomSeed, long passes, List<Prototypes> prototypes)
        implements Serializable {
    public ScoreSettings {
        methods = List.copyOf(methods);
        prototypes = List.copyOf(prototypes);
    }

    /**
     * The settings of a plan, without prototypes.
     *
     * @param trainExamples examples of the training part, at least 1
     */
    public static ScoreSettings of(TrainingPlan plan, long trainExamples) {
        return new ScoreSettings(
                plan.importance().source().methods(),
                plan.importance().scoring().batch(),
                Hashing.seed(plan.importance().drawSeed(), "random score"),
                Timetable.baselinePasses(plan, trainExamples),
                List.of());
    }

    /** Those of the methods that a forward pass gives. */
    public List<ScoreMethod> ofPass() {
        return methods.stream().filter(method -> method.origin().needsWeights()).toList();
    }

    /** Whether prototypes are needed. */
    public boolean measuresDistances() {
        return methods.contains(ScoreMethod.PROTOTYPE);
    }

    /** The same with prototypes, one for each of the weights that score. */
    public ScoreSettings from(List<Prototypes> measured) {
        return new ScoreSettings(methods, blockRows, randomSeed, passes, measured);
    }
}
