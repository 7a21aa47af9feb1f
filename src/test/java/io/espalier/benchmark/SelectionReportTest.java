package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.benchmark.SelectionSweep.Level;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.SelectionMethod;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SelectionReportTest {
    private static final SelectionSweep SWEEP = new SelectionSweep(
            List.of(ScoreMethod.EL2N),
            List.of(SelectionMethod.CCS, SelectionMethod.RANDOM),
            List.of(new Level(new BigDecimal("0.1"), new BigDecimal("0.3"))));

    /** Differences of the seeds in points: 1 and 3. */
    private static final SelectionReport REPORT = new SelectionReport(
            SWEEP, Stream.concat(seed(1, 0.85, 0.84), seed(2, 0.87, 0.84)).toList());

    private static Stream<TrialResult> seed(long seed, double ccs, double random) {
        return Stream.of(
                Results.of(0, seed, SWEEP.arms().get(0).arm(), ccs),
                Results.of(0, seed, SWEEP.arms().get(1).arm(), random));
    }

    @Test
    void differenceIsTakenBetweenTheTrainingsOfASeed() {
        MeanInterval difference = REPORT.difference(SWEEP.compared().get(0));

        // variance 2, standard error 1
        assertThat(difference.mean()).isCloseTo(2, within(1e-9));
        assertThat(difference.standardError()).isCloseTo(1, within(1e-9));
        assertThat(difference.count()).isEqualTo(2);
    }

    @Test
    void linesSayMeansAndDifferences() {
        assertThat(REPORT.lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("el2n ccs 0.1 without the hardest 0.3: mean test accuracy 86.00 %"),
                        line -> assertThat(line).startsWith("random 0.1: mean test accuracy 84.00 %"),
                        line -> assertThat(line)
                                .startsWith("el2n ccs 0.1 - random 0.1 over 2 seeds: +2.00 points, 95 % interval ["));
    }

    @Test
    void mapHasTrialsArmsAndDifferences() {
        Map<String, Object> map = REPORT.toMap();

        assertThat(map.get("trials"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(4);
        assertThat(map.get("arms"))
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .first()
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("method", "el2n")
                .containsEntry("selection", "ccs")
                .containsEntry("hardest_dropped", new BigDecimal("0.3"))
                .containsEntry("trials", 2);
        assertThat(map.get("difference_points"))
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("job", "el2n ccs 0.1")
                .containsEntry("reference", "random 0.1")
                .containsKeys("mean", "low95", "high95");
    }
}
