package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.espalier.run.RunRecord;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class QualityReportTest {
    private static final Arm DENSE = Comparison.WITH_DENSE.reference();
    private static final Arm CONSTRAINED = Comparison.WITH_DENSE.job();

    /** Differences in points: fold 0: -1, -3; fold 1: 1, 3. */
    private static final QualityReport TWO_FOLDS = new QualityReport(
            Comparison.WITH_DENSE,
            List.of(
                    Results.of(0, 1, DENSE, 0.97),
                    Results.of(0, 1, CONSTRAINED, 0.96),
                    Results.of(0, 2, DENSE, 0.97),
                    Results.of(0, 2, CONSTRAINED, 0.94),
                    Results.of(1, 1, DENSE, 0.95),
                    Results.of(1, 1, CONSTRAINED, 0.96),
                    Results.of(1, 2, DENSE, 0.95),
                    Results.of(1, 2, CONSTRAINED, 0.98)));

    @Test
    void pairsShareFoldAndSeed() {
        assertThat(TWO_FOLDS.pairs())
                .extracting(QualityReport.Pair::fold, QualityReport.Pair::seed)
                .containsExactly(tuple(0, 1L), tuple(0, 2L), tuple(1, 1L), tuple(1, 2L));
    }

    @Test
    void intervalOverPairsTakesEveryPairAsAValue() {
        MeanInterval interval = TWO_FOLDS.overPairs().orElseThrow();

        // squares 1 + 9 + 1 + 9 = 20, variance 20 / 3
        assertThat(interval.count()).isEqualTo(4);
        assertThat(interval.mean()).isCloseTo(0, within(1e-12));
        assertThat(interval.standardError()).isCloseTo(Math.sqrt(20.0 / 3 / 4), within(1e-12));
    }

    @Test
    void intervalOverFoldsTakesEveryFoldMeanAsAValue() {
        MeanInterval interval = TWO_FOLDS.overFolds().orElseThrow();

        // fold means -2 and 2: variance 8, standard error 2
        assertThat(interval.count()).isEqualTo(2);
        assertThat(interval.mean()).isCloseTo(0, within(1e-12));
        assertThat(interval.standardError()).isCloseTo(2, within(1e-12));
    }

    @Test
    void oneArmHasNoDifference() {
        QualityReport report = new QualityReport(Comparison.WITH_DENSE, List.of(Results.of(0, 1, DENSE, 0.97)));

        assertThat(report.overPairs()).isEmpty();
        assertThat(report.overFolds()).isEmpty();
        assertThat(report.lines())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("dense: mean test accuracy 97.00 %");
    }

    @Test
    void qualityOfAPartThatIsNotThereIsNoNumber() {
        RunRecord.FinalRecord found = Results.results(true, 0.97);
        RunRecord.FinalRecord unvalidated = new RunRecord.FinalRecord(
                found.qualityName(),
                found.testQuality(),
                Double.NaN,
                found.parametersBefore(),
                found.parametersAfter(),
                found.parametersRemovedFraction(),
                found.examplesTotal(),
                found.examplesKept(),
                found.seconds(),
                found.secondsByCause(),
                found.bytesUp(),
                found.bytesDown(),
                found.flops(),
                found.flopsPerExampleBefore(),
                found.flopsPerExampleAfter(),
                found.theoreticalAcceleration(),
                found.weightsSha256());
        QualityReport report = new QualityReport(
                Comparison.WITH_DENSE, List.of(new TrialResult(new Trial(0, 1, DENSE), "run", "8", 3000, unvalidated)));
        assertThat(report.lines())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("dense: mean test accuracy 97.00 %, no validation part; ");
    }

    @Test
    void linesNamePairsArmsAndIntervals() {
        assertThat(TWO_FOLDS.lines())
                .contains("fold 0  seed 2  dense  97.00 %  constrained  94.00 %  difference -3.00 points")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("constrained: mean test accuracy 96.00 %")
                        .contains("64.00 % of parameters removed, units 8-8")
                        .contains("60.00 % of examples kept, 2,000 presented")
                        .contains("60.00 % of FLOPs removed"))
                .anySatisfy(line -> assertThat(line).startsWith("constrained - dense over 4 pairs: +0.00 points"))
                .anySatisfy(line -> assertThat(line).startsWith("constrained - dense over 2 fold means: +0.00 points"));
    }

    @Test
    void saysWhatIsSavedOfExamplesAndTime() {
        // 2,000 of 3,000 examples, 6 of 10 seconds
        assertThat(TWO_FOLDS.saved(ArmResults::presented))
                .hasValueSatisfying(saved -> assertThat(saved).isCloseTo(1.0 / 3, within(1e-12)));
        assertThat(TWO_FOLDS.lines())
                .contains("constrained presents 33.3 % fewer examples and takes 40.0 % less time than dense");
        assertThat((double) TWO_FOLDS.toMap().get("seconds_saved_fraction")).isCloseTo(0.4, within(1e-12));
    }

    /** With the arms' names in each other's place: half as many examples again, two thirds as much time again. */
    @Test
    void saysWhatAJobTakesMoreThanItsReference() {
        QualityReport report = new QualityReport(
                new Comparison(CONSTRAINED, DENSE),
                List.of(Results.of(0, 1, CONSTRAINED, 0.96), Results.of(0, 1, DENSE, 0.97)));
        assertThat(report.lines())
                .contains("dense presents 50.0 % more examples and takes 66.7 % more time than constrained");
    }

    @Test
    void mapHoldsFiniteNumbersOnly() {
        QualityReport onePair = new QualityReport(
                Comparison.WITH_DENSE, List.of(Results.of(0, 1, DENSE, 0.97), Results.of(0, 1, CONSTRAINED, 0.96)));

        assertThat(onePair.toMap().get("difference_points_over_pairs"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsOnlyKeys("count", "mean");
        assertThat(TWO_FOLDS.toMap().get("difference_points_over_pairs"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsOnlyKeys("count", "mean", "standard_error", "low95", "high95")
                .containsAllEntriesOf(Map.of("count", 4));
    }

    @Test
    void onePairHasNoInterval() {
        QualityReport onePair = new QualityReport(
                Comparison.WITH_DENSE, List.of(Results.of(0, 1, DENSE, 0.97), Results.of(0, 1, CONSTRAINED, 0.96)));

        assertThat(onePair.lines())
                .contains("constrained - dense over 1 pairs: -1.00 points, no interval from one value");
    }

    @Test
    void rejectsNoTrials() {
        assertThatThrownBy(() -> new QualityReport(Comparison.WITH_DENSE, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A report needs at least 1 trial: 0");
    }
}
