package io.espalier.benchmark;

import static io.espalier.run.SelectionMethod.CCS;
import static io.espalier.run.SelectionMethod.RANDOM;
import static io.espalier.run.SelectionMethod.TOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.benchmark.SelectionSweep.Level;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.SelectionMethod;
import java.math.BigDecimal;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SelectionSweepTest {
    private static final List<ScoreMethod> BOTH = List.of(ScoreMethod.EL2N, ScoreMethod.AUM);

    @Test
    void aSelectionThatLooksAtNoScoresStandsOnceALevel() {
        SelectionSweep sweep =
                new SelectionSweep(BOTH, List.of(CCS, TOP, RANDOM), List.of(level("0.1", "0.3"), level("0.5", "0")));

        assertThat(sweep.arms())
                .extracting(arm -> arm.arm().key())
                .containsExactly(
                        "el2n ccs 0.1",
                        "el2n top 0.1",
                        "random 0.1",
                        "aum ccs 0.1",
                        "aum top 0.1",
                        "el2n ccs 0.5",
                        "el2n top 0.5",
                        "random 0.5",
                        "aum ccs 0.5",
                        "aum top 0.5");
        assertThat(sweep.firstScored().arm().key()).isEqualTo("el2n ccs 0.1");
    }

    @Test
    void theFirstSelectionIsComparedWithEachOther() {
        SelectionSweep sweep = new SelectionSweep(BOTH, List.of(CCS, TOP, RANDOM), List.of(level("0.1", "0")));

        assertThat(sweep.compared())
                .extracting(compared -> compared.job().arm().key() + " - "
                        + compared.reference().arm().key())
                .containsExactly(
                        "el2n ccs 0.1 - el2n top 0.1",
                        "el2n ccs 0.1 - random 0.1",
                        "aum ccs 0.1 - aum top 0.1",
                        "aum ccs 0.1 - random 0.1");
    }

    @Test
    void onlyCcsDropsTheHardest() {
        SelectionSweep sweep = new SelectionSweep(BOTH, List.of(CCS, TOP), List.of(level("0.1", "0.3")));

        assertThat(sweep.arms().get(0).arm().sets())
                .containsExactly(
                        "importance.method=el2n",
                        "importance.selection=ccs",
                        "importance.kept=0.1",
                        "importance.hardest_dropped=0.3");
        assertThat(sweep.arms().get(0).text()).isEqualTo("el2n ccs 0.1 without the hardest 0.3");
        assertThat(sweep.arms().get(1).arm().sets()).contains("importance.hardest_dropped=0");
    }

    @Test
    void refusesWhatCanNotBeCompared() {
        refused(BOTH, List.of(CCS, CCS), level("0.1", "0"))
                .isEqualTo("Selections must be at least one, and different from each other: [CCS, CCS]");
        refused(List.of(), List.of(CCS), level("0.1", "0")).startsWith("Methods must be at least one");
        refused(BOTH, List.of(CCS)).startsWith("Fractions kept must be at least one");
        refused(BOTH, List.of(RANDOM), level("0.1", "0"))
                .isEqualTo("Selections must have one that goes by scores: [RANDOM]");
        refused(BOTH, List.of(CCS), level("0.8", "0.3"))
                .isEqualTo("keep must be at most 1 - hardest-dropped = 0.7: 0.8");
        refused(BOTH, List.of(CCS), level("0", "0")).isEqualTo("keep must be in (0, 1): 0");
    }

    private static AbstractStringAssert<?> refused(
            List<ScoreMethod> methods, List<SelectionMethod> selections, Level... levels) {
        ThrowingCallable making = () -> new SelectionSweep(methods, selections, List.of(levels));
        return assertThatThrownBy(making)
                .isInstanceOf(IllegalArgumentException.class)
                .message();
    }

    private static Level level(String kept, String hardestDropped) {
        return new Level(new BigDecimal(kept), new BigDecimal(hardestDropped));
    }
}
