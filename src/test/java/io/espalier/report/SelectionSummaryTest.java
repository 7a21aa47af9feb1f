package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.importance.ScoreTable;
import io.espalier.network.Shape;
import io.espalier.report.SelectionSummary.ClassCount;
import io.espalier.report.SelectionSummary.ScoreBin;
import io.espalier.report.SelectionSummary.ShownExample;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SelectionSummaryTest {
    private static final ScoreTable TABLE = new ScoreTable(
            new long[] {11, 12, 13, 14, 15}, new int[] {0, 1, 0, 1, 0}, new double[] {0.5, 0.1, 0.9, 0.1, 0.3});

    @Test
    void extremesComeInOrderAndTiesBySmallerId() {
        SelectionSummary summary = summary(2);
        assertThat(summary.lowest()).extracting(ShownExample::id).containsExactly(12L, 14L);
        assertThat(summary.highest()).extracting(ShownExample::id).containsExactly(13L, 11L);
        assertThat(summary.highest()).extracting(ShownExample::label).containsExactly("cat", "cat");
        assertThat(summary.highest()).extracting(ShownExample::kept).containsExactly(false, true);
    }

    @Test
    void classesAreCountedInTheirOrder() {
        assertThat(summary(2).classes())
                .containsExactly(
                        new ClassCount("cat", 1, 3), new ClassCount("dog", 1, 2), new ClassCount("none", 0, 0));
    }

    @Test
    void everyExampleIsInExactlyOneBin() {
        List<ScoreBin> bins = summary(2).histogram();
        assertThat(bins.stream().mapToLong(ScoreBin::total).sum()).isEqualTo(5);
        assertThat(bins.stream().mapToLong(ScoreBin::kept).sum()).isEqualTo(2);
        assertThat(bins.get(0).from()).isEqualTo(0.1);
        assertThat(bins.get(0).total()).isEqualTo(2);
        assertThat(bins.get(bins.size() - 1).to()).isEqualTo(0.9);
        assertThat(bins.get(bins.size() - 1).total()).isEqualTo(1);
    }

    @Test
    void moreShownThanThereAreShowsAll() {
        assertThat(summary(99).lowest()).hasSize(5);
        assertThat(summary(0).lowest()).isEmpty();
    }

    @Test
    void equalScoresMakeOneBinAndAnEmptyTableNone() {
        ScoreTable equal = new ScoreTable(new long[] {1, 2}, new int[] {0, 0}, new double[] {0.4, 0.4});
        assertThat(SelectionSummary.of(equal, row -> row == 0, List.of("a"), 1, SelectionSummaryTest::read)
                        .histogram())
                .containsExactly(new ScoreBin(0.4, 0.4, 1, 2));
        ScoreTable empty = new ScoreTable(new long[0], new int[0], new double[0]);
        assertThat(SelectionSummary.of(empty, row -> true, List.of("a"), 1, SelectionSummaryTest::read)
                        .histogram())
                .isEmpty();
    }

    @Test
    void missingFeaturesAreNamed() {
        assertThatThrownBy(() -> SelectionSummary.of(TABLE, row -> true, List.of("a", "b"), 1, ids -> Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No features were read for the example with id 12");
    }

    @Test
    void moreKeptThanThereAreIsRefused() {
        assertThatThrownBy(() -> new ClassCount("a", 3, 2)).hasMessage("Kept examples must be in [0, 2]: 3");
        assertThatThrownBy(() -> new ScoreBin(0, 1, -1, 2)).hasMessage("Kept examples must be in [0, 2]: -1");
    }

    @Test
    void featuresMustFitTheirShape() {
        assertThatThrownBy(() -> new ExampleFeatures(Shape.flat(2), new float[3]))
                .hasMessageContaining("has 2 values: 3");
    }

    private static SelectionSummary summary(int shown) {
        return SelectionSummary.of(
                TABLE, row -> row < 2, List.of("cat", "dog", "none"), shown, SelectionSummaryTest::read);
    }

    private static Map<Long, ExampleFeatures> read(Set<Long> ids) {
        return ids.stream()
                .collect(Collectors.toMap(id -> id, id -> new ExampleFeatures(Shape.flat(1), new float[] {id})));
    }
}
