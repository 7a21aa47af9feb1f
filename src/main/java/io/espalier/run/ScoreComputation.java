package io.espalier.run;

import static io.espalier.Words.word;

import io.espalier.importance.ScoreMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * What decides the bits of scores beside the data and the weights.
 *
 * <p>The compiled engine gives a row the same values in any block. With DL4J's own layers the last bits depend on the row's place in its
 * block: on the rows of a block, on the shards, and on the seed that deals out the rows and puts them in order. Prototypes are sums over
 * shards with either.
 *
 * @param engine that computed: compiled or dl4j
 * @param block rows of one scoring block
 * @param workers number of shards
 * @param trainingSeed seed that dealt the rows out to the shards and put them in order
 */
public record ScoreComputation(Engine engine, int block, int workers, long trainingSeed) {
    public ScoreComputation {
        if (engine == Engine.AUTO) {
            throw new IllegalArgumentException("Engine must be one that computes: " + word(engine));
        }
    }

    /** The computation of a plan's scores by an engine. */
    public static ScoreComputation of(TrainingPlan plan, Engine engine) {
        return new ScoreComputation(
                engine,
                plan.importance().scoring().batch(),
                plan.training().workers(),
                plan.training().seed());
    }

    /** Whether some methods need what a network computes. */
    static boolean computes(List<ScoreMethod> methods) {
        return methods.stream().anyMatch(method -> method.origin().needsWeights());
    }

    /**
     * How another computation differs in what decides the scores of some methods.
     *
     * @return one part of a sentence each, this one's value before the other's
     */
    List<String> differences(ScoreComputation other, List<ScoreMethod> methods) {
        if (!computes(methods)) {
            return List.of();
        }
        List<String> differences = new ArrayList<>();
        ScoreLineage.differ("training.engine", word(engine), word(other.engine), differences);
        boolean byPlace = engine == Engine.DL4J;
        if (byPlace) {
            ScoreLineage.differ("importance.batch", block, other.block, differences);
        }
        if (byPlace || methods.contains(ScoreMethod.PROTOTYPE)) {
            ScoreLineage.differ("training.workers", workers, other.workers, differences);
            ScoreLineage.differ("training.seed", trainingSeed, other.trainingSeed, differences);
        }
        return List.copyOf(differences);
    }
}
