package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.importance.ScoreMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreComputationTest {
    private static final List<ScoreMethod> EL2N = List.of(ScoreMethod.EL2N);
    private static final List<ScoreMethod> PROTOTYPE = List.of(ScoreMethod.EL2N, ScoreMethod.PROTOTYPE);

    @Test
    void anotherEngineComputesOtherBits() {
        assertThat(computation(Engine.COMPILED, 256, 2, 1).differences(computation(Engine.DL4J, 256, 2, 1), EL2N))
                .containsExactly("training.engine compiled, here dl4j");
    }

    @Test
    void dl4jScoresDependOnWhereBlocksBeginAndEnd() {
        assertThat(computation(Engine.DL4J, 256, 2, 1).differences(computation(Engine.DL4J, 64, 3, 7), EL2N))
                .containsExactly(
                        "importance.batch 256, here 64", "training.workers 2, here 3", "training.seed 1, here 7");
    }

    @Test
    void compiledScoresDoNotButSumsOverShardsDo() {
        ScoreComputation compiled = computation(Engine.COMPILED, 256, 2, 1);
        ScoreComputation other = computation(Engine.COMPILED, 64, 3, 7);

        assertThat(compiled.differences(other, EL2N)).isEmpty();
        assertThat(compiled.differences(other, PROTOTYPE))
                .containsExactly("training.workers 2, here 3", "training.seed 1, here 7");
    }

    @Test
    void scoresByIdsComeFromNoEngine() {
        assertThat(computation(Engine.COMPILED, 256, 2, 1)
                        .differences(computation(Engine.DL4J, 64, 3, 7), List.of(ScoreMethod.RANDOM)))
                .isEmpty();
    }

    @Test
    void anEngineThatIsStillToBeChosenComputesNothing() {
        assertThatThrownBy(() -> computation(Engine.AUTO, 256, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Engine must be one that computes: auto");
    }

    private static ScoreComputation computation(Engine engine, int block, int workers, long seed) {
        return new ScoreComputation(engine, block, workers, seed);
    }
}
