package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.importance.Examples.Example;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreRangesTest {
    @Test
    void anEdgeBelongsToTheRangeAboveAndTheHighestScoreToTheLast() {
        ScoreRanges ranges = ScoreRanges.ofEqualWidth(1, 3, 4);

        assertThat(ranges).isEqualTo(new ScoreRanges(List.of(1.0, 1.5, 2.0, 2.5), 3));
        assertThat(List.of(
                        group(ranges, 1),
                        group(ranges, 1.49),
                        group(ranges, 1.5),
                        group(ranges, 2.5),
                        group(ranges, 3)))
                .containsExactly(0, 0, 1, 3, 3);
        assertThat(List.of(group(ranges, 0.99), group(ranges, 3.01), group(ranges, Double.NaN)))
                .containsOnly(Grouping.NONE);
        assertThat(List.of(ranges.end(0), ranges.end(3))).containsExactly(1.5, 3.0);
    }

    @Test
    void equalScoresAreOneRangeOfNoWidth() {
        ScoreRanges ranges = ScoreRanges.ofEqualWidth(0.4, 0.4, 30);

        assertThat(ranges).isEqualTo(new ScoreRanges(List.of(0.4), 0.4));
        assertThat(group(ranges, 0.4)).isZero();
    }

    @Test
    void neighbouringScoresAreTwoRangesAtMost() {
        assertThat(ScoreRanges.ofEqualWidth(1, Math.nextUp(1.0), 30).groups()).isEqualTo(1);
        assertThat(ScoreRanges.ofEqualWidth(1, 1 + 2 * Math.ulp(1.0), 30).starts())
                .containsExactly(1.0, Math.nextUp(1.0));
    }

    @Test
    void theWidthOfTheWidestRangesIsFinite() {
        ScoreRanges ranges = ScoreRanges.ofEqualWidth(-Double.MAX_VALUE, Double.MAX_VALUE, 2);

        assertThat(ranges.starts()).containsExactly(-Double.MAX_VALUE, 0.0);
        assertThat(List.of(group(ranges, -Double.MAX_VALUE), group(ranges, -1), group(ranges, 0), group(ranges, 1)))
                .containsExactly(0, 0, 1, 1);
        assertThat(group(ranges, Double.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void rangesOfEqualCountsKeepEqualScoresTogether() {
        assertThat(equalCounts(4, 1, 2, 3, 4, 5, 6, 7, 8)).isEqualTo(new ScoreRanges(List.of(1.0, 3.0, 5.0, 7.0), 8));
        assertThat(equalCounts(4, 0, 0, 0, 0, 0, 0, 1, 2)).isEqualTo(new ScoreRanges(List.of(0.0, 1.0), 2));
        assertThat(equalCounts(100, 3, 1, 2)).isEqualTo(new ScoreRanges(List.of(1.0, 2.0, 3.0), 3));
    }

    /** Ranges of equal and of very different width; scores at, just below and just above every start, and between. */
    @Test
    void scoreIsInTheLastRangeThatStartsAtOrBelowIt() {
        List<ScoreRanges> all = List.of(
                ScoreRanges.ofEqualWidth(0.1, 0.7, 30),
                ScoreRanges.ofEqualWidth(-1e300, 1e308, 30),
                ScoreRanges.ofEqualWidth(1, 1 + 20 * Math.ulp(1.0), 30),
                new ScoreRanges(List.of(-1e9, 0.0, 1e-9, 1e-8, 1e-7, 1.0, 2.0), 1e12),
                new ScoreRanges(List.of(0.0, 1e9), 1e9));
        for (ScoreRanges ranges : all) {
            for (int i = 0; i < ranges.groups(); i++) {
                double start = ranges.starts().get(i);
                double middle = start / 2 + ranges.end(i) / 2;
                for (double score : new double[] {start, Math.nextDown(start), Math.nextUp(start), middle}) {
                    assertThat(group(ranges, score))
                            .as("%s of %s", score, ranges)
                            .isEqualTo(slowGroup(ranges, score));
                }
            }
            assertThat(group(ranges, ranges.highest())).isEqualTo(ranges.groups() - 1);
        }
    }

    private static int slowGroup(ScoreRanges ranges, double score) {
        return score > ranges.highest()
                ? Grouping.NONE
                : (int) ranges.starts().stream().filter(start -> start <= score).count() - 1;
    }

    @Test
    void rangesThatDoNotAscendAreRefused() {
        for (List<Double> starts : List.of(List.of(1.0, 1.0), List.of(2.0, 1.0), List.<Double>of(), List.of(5.0))) {
            assertThatThrownBy(() -> new ScoreRanges(starts, 4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Ranges must ascend: starts " + starts + ", highest 4.0");
        }
    }

    private static ScoreRanges equalCounts(int count, double... scores) {
        List<Example> examples = IntStream.range(0, scores.length)
                .mapToObj(i -> new Example(i, 0, scores[i]))
                .toList();
        return ScoreRanges.ofEqualCounts(new ListStatistics(examples, 1, 1), count);
    }

    private static int group(ScoreRanges ranges, double score) {
        return ranges.group(7, score, 7);
    }
}
