package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.report.Chart.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChartTest {
    private static final String POINTS = "points=\"%s\"";

    @Test
    void pointsAreDrawnFromTheUpperLeftOfAThousandUnits() {
        String markup = chart().line("a", "s0", List.of(new Point(0, 0), new Point(5, 0.25), new Point(10, 1)))
                .render("")
                .markup();
        assertThat(markup).contains(POINTS.formatted("0,1000 500,750 1000,0"));
        assertThat(markup).contains("d=\"M500,750h0.01\"");
    }

    @Test
    void aStepHoldsFromTheEndOfTheOneBefore() {
        String markup = chart().steps("a", "s0", 0, List.of(new Point(2, 1), new Point(5, 0.5)))
                .render("")
                .markup();
        assertThat(markup).contains(POINTS.formatted("0,0 200,0 200,500 500,500"));
    }

    @Test
    void equalStepsAreOneLine() {
        List<Point> level =
                IntStream.rangeClosed(1, 10).mapToObj(x -> new Point(x, 0.5)).toList();
        assertThat(chart().steps("a", "s0", 0, level).render("").markup()).contains(POINTS.formatted("0,500 1000,500"));
    }

    @Test
    void manyPointsHaveNoDots() {
        List<Point> many = IntStream.rangeClosed(0, 200)
                .mapToObj(x -> new Point(x / 20.0, 0.5))
                .toList();
        assertThat(chart().line("a", "s0", many).render("").markup()).doesNotContain("class=\"dot");
    }

    @Test
    void aLegendIsShownForSeveralSeriesOnly() {
        Chart chart = chart().line("first series", "s0", List.of(new Point(0, 0)));
        assertThat(chart.render("").markup()).doesNotContain("first series");
        assertThat(chart.line("second series", "s1", List.of(new Point(1, 1)))
                        .render("")
                        .markup())
                .contains("first series", "second series");
    }

    @Test
    void bandsMarkersAndDetailsStandAtTheirPlaces() {
        String markup = chart().band(0, 5, "baseline", "baseline")
                .marker(5, "cut")
                .tip(8, 10, List.of("last"))
                .render("")
                .markup();
        assertThat(markup)
                .contains(
                        "x=\"0\" y=\"0\" width=\"500\" height=\"1000\"",
                        "x1=\"500\" x2=\"500\"",
                        "--from:80%;--to:100%");
        // On the right half details open to the left, so that they stay inside.
        assertThat(markup).contains("class=\"tip before\"");
    }

    @Test
    void theDescriptionIsThereForThoseWhoCanNotSee() {
        assertThat(chart().render("Falls").markup()).contains("role=\"img\" aria-label=\"Title. Falls\"");
    }

    private static Chart chart() {
        return new Chart("Title", Axis.exact("x", 0, 10, Numbers::tick), Axis.rounded("y", 0, 1, Numbers::tick));
    }
}
