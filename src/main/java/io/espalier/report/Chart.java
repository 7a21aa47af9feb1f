package io.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A chart without script: shapes are an SVG that stretches with the page, letters are HTML and keep their size, details appear over the
 * part that is pointed at.
 */
final class Chart {
    /** The SVG's own units from edge to edge, in both directions. */
    private static final double UNITS = 1000;

    /** More dots would touch each other. */
    private static final int MOST_DOTS = 100;

    private final String title;
    private final Axis x;
    private final Axis y;
    private final List<Html> back = new ArrayList<>();
    private final List<Html> front = new ArrayList<>();
    private final List<Html> letters = new ArrayList<>();
    private final List<Html> tips = new ArrayList<>();
    private final Html legend = Html.of("ul", "legend");
    private int series;

    Chart(String title, Axis x, Axis y) {
        this.title = title;
        this.x = x;
        this.y = y;
    }

    /** A place in the chart, in the axes' units. */
    record Point(double x, double y) {}

    /** Shades the whole height between two values of x and writes a name at its top. */
    Chart band(double from, double to, String cssClass, String name) {
        back.add(rectangle(from, to, y.min(), y.max(), "band " + cssClass));
        letters.add(Html.of("span", "band-name")
                .with("style", span(from, to))
                .with("title", name)
                .text(name));
        return this;
    }

    /** A line through points, each with a dot unless they are too many. */
    Chart line(String name, String cssClass, List<Point> points) {
        legend(name, cssClass);
        front.add(polyline(points, cssClass));
        if (points.size() <= MOST_DOTS) {
            // A line of no length with round ends is a dot that stays round when the SVG is stretched.
            points.forEach(point -> front.add(Html.of("path", "dot " + cssClass).with("d", "M" + xy(point) + "h0.01")));
        }
        return this;
    }

    /** A value that holds from the end of the one before it to its own x; the first one from {@code start}. */
    Chart steps(String name, String cssClass, double start, List<Point> points) {
        legend(name, cssClass);
        List<Point> corners = new ArrayList<>();
        double from = start;
        for (Point point : points) {
            boolean level =
                    !corners.isEmpty() && corners.get(corners.size() - 1).y() == point.y();
            if (level) {
                corners.remove(corners.size() - 1);
            } else {
                corners.add(new Point(from, point.y()));
            }
            corners.add(point);
            from = point.x();
        }
        front.add(polyline(corners, cssClass));
        return this;
    }

    /** A filled column. */
    Chart column(double from, double to, double bottom, double top, String cssClass) {
        front.add(rectangle(from, to, bottom, top, cssClass));
        return this;
    }

    /** A vertical line with a name. */
    Chart marker(double at, String name) {
        front.add(Html.of("line", "marker")
                .with("x1", number(UNITS * x.place(at)))
                .with("x2", number(UNITS * x.place(at)))
                .with("y1", "0")
                .with("y2", number(UNITS)));
        letters.add(Html.of("span", x.place(at) > 0.7 ? "marker-name before" : "marker-name")
                .with("style", "left:" + percent(x.place(at)))
                .text(name));
        return this;
    }

    /** Details for the part between two values of x. */
    Chart tip(double from, double to, List<String> lines) {
        String side = x.place((from + to) / 2) > 0.5 ? "tip before" : "tip";
        String place = "--from:" + percent(x.place(from)) + ";--to:" + percent(x.place(to));
        tips.add(Html.of("span", "hit").with("style", place));
        tips.add(Html.of("span", side)
                .with("style", place)
                .add(lines.stream().map(line -> Html.of("span").text(line)).toList()));
        return this;
    }

    /** A name in the legend for shapes that were added without one. A legend of one name is not shown: the title says it. */
    Chart legend(String name, String cssClass) {
        series++;
        legend.add(Html.of("li").add(Html.of("i", "key " + cssClass)).text(name));
        return this;
    }

    /**
     * The finished chart.
     *
     * @param description what it shows, for those who can't see it
     */
    Html render(String description) {
        Html svg = Html.of("svg")
                .with("viewBox", "0 0 1000 1000")
                .with("preserveAspectRatio", "none")
                .with("aria-hidden", "true");
        svg.add(back).add(grid()).add(front);
        Html area = Html.of("div", "area").add(svg).add(letters).add(tips);
        Html plot = Html.of("div", "plot").with("role", "img").with("aria-label", title + ". " + description);
        plot.add(
                scale("y", y, "bottom"),
                area,
                scale("x", x, "left"),
                Html.of("div", "x-label").text(x.label()));
        Html figure = Html.of("figure", "chart")
                .add(Html.of("figcaption")
                        .add(
                                Html.of("b").text(title),
                                Html.of("span", "y-label").text(y.label())));
        return (series > 1 ? figure.add(legend) : figure).add(plot);
    }

    private List<Html> grid() {
        return y.ticks().stream()
                .map(tick -> number(UNITS * (1 - y.place(tick))))
                .map(at -> Html.of("line", "grid")
                        .with("x1", "0")
                        .with("x2", number(UNITS))
                        .with("y1", at)
                        .with("y2", at))
                .toList();
    }

    private static Html scale(String cssClass, Axis axis, String side) {
        return Html.of("div", cssClass)
                .add(axis.ticks().stream()
                        .map(tick -> Html.of("span")
                                .with("style", side + ":" + percent(axis.place(tick)))
                                .text(axis.format().apply(tick)))
                        .toList());
    }

    private Html rectangle(double from, double to, double bottom, double top, String cssClass) {
        return Html.of("rect", cssClass)
                .with("x", number(UNITS * x.place(from)))
                .with("y", number(UNITS * (1 - y.place(top))))
                .with("width", number(UNITS * (x.place(to) - x.place(from))))
                .with("height", number(UNITS * (y.place(top) - y.place(bottom))));
    }

    private Html polyline(List<Point> points, String cssClass) {
        return Html.of("polyline", "curve " + cssClass)
                .with("points", points.stream().map(this::xy).collect(Collectors.joining(" ")));
    }

    private String xy(Point point) {
        return number(UNITS * x.place(point.x())) + "," + number(UNITS * (1 - y.place(point.y())));
    }

    private String span(double from, double to) {
        return "left:" + percent(x.place(from)) + ";width:" + percent(x.place(to) - x.place(from));
    }

    private static String percent(double fraction) {
        return number(100 * fraction) + "%";
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }
}
