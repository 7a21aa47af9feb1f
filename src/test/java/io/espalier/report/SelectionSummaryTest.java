package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.espalier.importance.ListedExamples;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoredExample;
import io.espalier.importance.Selection;
import io.espalier.network.Shape;
import io.espalier.report.SelectionSummary.ClassCount;
import io.espalier.report.SelectionSummary.KeptCount;
import io.espalier.report.SelectionSummary.MethodPair;
import io.espalier.report.SelectionSummary.ScoreBin;
import io.espalier.report.SelectionSummary.SeenExample;
import io.espalier.report.SelectionSummary.ShownExample;
import io.espalier.report.SelectionSummary.Suspects;
import io.espalier.run.DynamicPlan;
import io.espalier.run.ImportancePlan;
import io.espalier.run.ScoreSource;
import io.espalier.run.ScoringSettings;
import io.espalier.run.SelectionMethod;
import io.espalier.run.SelectionSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SelectionSummaryTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "none");

    /** Ids 10 to 14 of cats and dogs by turns, so cats have 0, 2 and 4. */
    private static final double[] EL2N = {0.5, 0.1, 0.9, 0.1, 0.3};

    private static final double[] AUM = {3, -2, 4, 0, 1};

    @Test
    void extremesComeInOrderAndTiesBySmallerId() {
        SelectionSummary summary = summary(2);
        assertThat(summary.leastImportant()).extracting(ShownExample::id).containsExactly(11L, 13L);
        assertThat(summary.mostImportant()).extracting(ShownExample::id).containsExactly(12L, 10L);
        assertThat(summary.mostImportant()).extracting(ShownExample::label).containsExactly("cat", "cat");
        assertThat(summary.mostImportant()).extracting(ShownExample::score).containsExactly(0.9, 0.5);
        assertThat(summary.mostImportant()).extracting(ShownExample::kept).containsExactly(true, true);
        assertThat(summary.leastImportant()).extracting(ShownExample::kept).containsExactly(false, false);
    }

    @Test
    void classesAreCountedInTheirOrder() {
        assertThat(summary(2).classes())
                .extracting(ClassCount::name, ClassCount::kept, ClassCount::total)
                .containsExactly(tuple("cat", 2L, 3L), tuple("dog", 0L, 2L), tuple("none", 0L, 0L));
    }

    @Test
    void everyExampleIsInExactlyOneBinAndOneStratum() {
        SelectionSummary summary = summary(2);
        for (List<ScoreBin> ranges : List.of(summary.histogram(), summary.strata())) {
            assertThat(ranges.stream().mapToLong(ScoreBin::total).sum()).isEqualTo(5);
            assertThat(ranges.stream().mapToLong(ScoreBin::kept).sum()).isEqualTo(2);
            assertThat(ranges.get(0).from()).isEqualTo(0.1);
            assertThat(ranges.get(0).total()).isEqualTo(2);
            assertThat(ranges.get(ranges.size() - 1).to()).isEqualTo(0.9);
            assertThat(ranges.get(ranges.size() - 1).total()).isEqualTo(1);
        }
        assertThat(summary.histogram()).hasSize(30);
        assertThat(summary.strata()).hasSize(10);
        assertThat(summary.classes().get(1).strata())
                .startsWith(new KeptCount(0, 2))
                .hasSize(10);
    }

    @Test
    void theCutIsTheLastKeptScore() {
        assertThat(summary(2).cut()).hasValue(0.5);
    }

    @Test
    void scoresWhoseLowValuesAreImportantAreShownAsTheyAre() {
        SelectionSummary summary =
                of(listed(List.of(ScoreMethod.AUM), AUM), plan(ScoreMethod.AUM, SelectionMethod.TOP, List.of()), 2, 3);

        assertThat(summary.mostImportant()).extracting(ShownExample::score).containsExactly(-2.0, 0.0, 1.0);
        assertThat(summary.leastImportant()).extracting(ShownExample::score).containsExactly(4.0, 3.0, 1.0);
        assertThat(summary.cut()).hasValue(0);
        assertThat(Double.doubleToRawLongBits(summary.cut().getAsDouble()))
                .as("not -0.0")
                .isZero();
        assertThat(summary.strata().get(0).from()).isEqualTo(-2);
        assertThat(summary.strata().get(9).to()).isEqualTo(4);
        assertThat(summary.strata()).extracting(ScoreBin::kept).startsWith(1L);
        assertThat(summary.strata().get(9).kept()).isZero();
        assertThat(summary.classes().get(1).strata().get(0)).as("dog 11").isEqualTo(new KeptCount(1, 1));
    }

    @Test
    void lowMarginsInTheTrainingTellWrongLabels() {
        ListedExamples both = listed(List.of(ScoreMethod.EL2N, ScoreMethod.AUM), EL2N, AUM);

        SelectionSummary summary =
                of(both, plan(ScoreMethod.EL2N, SelectionMethod.TOP, List.of(ScoreMethod.AUM)), 2, 2);

        Suspects suspects = summary.suspects().orElseThrow();
        assertThat(suspects.method()).isEqualTo(ScoreMethod.AUM);
        assertThat(suspects.examples()).extracting(ShownExample::id).containsExactly(11L, 13L);
        assertThat(suspects.examples()).extracting(ShownExample::score).containsExactly(-2.0, 0.0);
        assertThat(suspects.examples()).extracting(ShownExample::kept).containsExactly(false, false);
    }

    @Test
    void theMethodItselfTellsWrongLabelsWhereThereIsNoBetterOne() {
        assertThat(summary(2).suspects().orElseThrow().method()).isEqualTo(ScoreMethod.EL2N);
        assertThat(of(
                                listed(List.of(ScoreMethod.ENTROPY), EL2N),
                                plan(ScoreMethod.ENTROPY, SelectionMethod.TOP, List.of()),
                                2,
                                2)
                        .suspects())
                .as("entropy does not look at the label")
                .isEmpty();
    }

    @Test
    void equalScoresTellNoWrongLabels() {
        double[] equal = {0, 0, 0, 0, 0};
        List<ScoreMethod> both = List.of(ScoreMethod.AUM, ScoreMethod.LOSS);

        assertThat(of(
                                listed(List.of(ScoreMethod.AUM), equal),
                                plan(ScoreMethod.AUM, SelectionMethod.TOP, List.of()),
                                2,
                                2)
                        .suspects())
                .isEmpty();
        assertThat(of(
                                listed(both, equal, EL2N),
                                plan(ScoreMethod.AUM, SelectionMethod.TOP, List.of(ScoreMethod.LOSS)),
                                2,
                                2)
                        .suspects())
                .as("the next method tells")
                .hasValueSatisfying(suspects -> assertThat(suspects.method()).isEqualTo(ScoreMethod.LOSS));
    }

    /** By el2n 12 and 10 are kept, by aum 11 and 13. Ranks of importance 4 1.5 5 1.5 3 and 2 5 1 4 3. */
    @Test
    void methodsAreCompared() {
        SelectionSummary summary = of(
                listed(List.of(ScoreMethod.EL2N, ScoreMethod.AUM), EL2N, AUM),
                plan(ScoreMethod.EL2N, SelectionMethod.TOP, List.of(ScoreMethod.AUM)),
                2,
                2);

        assertThat(summary.pairs()).hasSize(1);
        MethodPair pair = summary.pairs().get(0);
        assertThat(pair.first()).isEqualTo(ScoreMethod.EL2N);
        assertThat(pair.second()).isEqualTo(ScoreMethod.AUM);
        assertThat(pair.kept()).isEqualTo(2);
        assertThat(pair.both()).isZero();
        assertThat(pair.chance()).isEqualTo(0.4);
        assertThat(pair.rankCorrelation().orElseThrow()).isCloseTo(-9.5 / Math.sqrt(9.5 * 10), within(1e-12));
        assertThat(summary(2).pairs()).isEmpty();
    }

    @Test
    void moreShownThanThereAreShowsAll() {
        assertThat(summary(99).leastImportant()).hasSize(5);
        assertThat(summary(0).leastImportant()).isEmpty();
    }

    @Test
    void equalScoresMakeOneBinAndOneClassIsEnough() {
        ListedExamples equal = listed(List.of(ScoreMethod.EL2N), new double[] {0.4, 0.4});
        SelectionSummary summary = SelectionSummary.of(
                equal,
                Selection.all(2, 2),
                plan(ScoreMethod.EL2N, SelectionMethod.CCS, List.of()),
                CLASSES,
                1,
                SelectionSummaryTest::see);

        assertThat(summary.histogram()).containsExactly(new ScoreBin(0.4, 0.4, 2, 2));
        assertThat(summary.strata()).containsExactly(new ScoreBin(0.4, 0.4, 2, 2));
        assertThat(summary.cut()).isEqualTo(OptionalDouble.empty());
    }

    @Test
    void missingFeaturesAreNamed() {
        ListedExamples examples = listed(List.of(ScoreMethod.EL2N), EL2N);
        ImportancePlan plan = plan(ScoreMethod.EL2N, SelectionMethod.TOP, List.of());
        assertThatThrownBy(() -> SelectionSummary.of(examples, Selection.all(5, 5), plan, CLASSES, 1, ids -> Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No features were read for the example with id 12");
    }

    @Test
    void moreKeptThanThereAreIsRefused() {
        assertThatThrownBy(() -> new ClassCount("a", 3, 2, List.of())).hasMessage("Kept examples must be in [0, 2]: 3");
        assertThatThrownBy(() -> new KeptCount(3, 2)).hasMessage("Kept examples must be in [0, 2]: 3");
        assertThatThrownBy(() -> new ScoreBin(0, 1, -1, 2)).hasMessage("Kept examples must be in [0, 2]: -1");
    }

    @Test
    void featuresMustFitTheirShape() {
        assertThatThrownBy(() -> new ExampleFeatures(Shape.flat(2), new float[3]))
                .hasMessageContaining("has 2 values: 3");
    }

    private static SelectionSummary summary(int shown) {
        return of(
                listed(List.of(ScoreMethod.EL2N), EL2N),
                plan(ScoreMethod.EL2N, SelectionMethod.TOP, List.of()),
                2,
                shown);
    }

    private static SelectionSummary of(ListedExamples examples, ImportancePlan plan, int kept, int shown) {
        Selection selection = new Selection(
                kept,
                kept,
                plan.selection()
                        .selector()
                        .choose(examples.by(plan.source().method()), kept)
                        .rule());
        return SelectionSummary.of(examples, selection, plan, CLASSES, shown, SelectionSummaryTest::see);
    }

    private static ListedExamples listed(List<ScoreMethod> methods, double[]... scores) {
        List<ScoredExample> examples = new ArrayList<>();
        for (int row = 0; row < scores[0].length; row++) {
            List<Double> ofRow = new ArrayList<>();
            for (double[] ofMethod : scores) {
                ofRow.add(ofMethod[row]);
            }
            examples.add(new ScoredExample(10 + row, row % 2, ofRow));
        }
        return new ListedExamples(
                methods, CLASSES.size(), WorkedRun.plan("a").importance().selectionSeed(), examples);
    }

    static ImportancePlan plan(ScoreMethod method, SelectionMethod selection, List<ScoreMethod> also) {
        return new ImportancePlan(
                new ScoreSource(method, also, Optional.empty()),
                new SelectionSettings(
                        selection,
                        Optional.of(new BigDecimal("0.4")),
                        BigDecimal.ZERO,
                        BigDecimal.ZERO,
                        new BigDecimal("0.125")),
                new ScoringSettings(0, 5, 256),
                Optional.of(1L),
                Optional.empty(),
                new DynamicPlan(DynamicPlan.Kind.NONE, 0.5, new BigDecimal("0.875")));
    }

    private static Map<Long, SeenExample> see(Set<Long> ids) {
        return ids.stream()
                .collect(Collectors.toMap(
                        id -> id,
                        id -> new SeenExample(
                                new ExampleFeatures(Shape.flat(1), new float[] {id}), Optional.of("dog"))));
    }
}
