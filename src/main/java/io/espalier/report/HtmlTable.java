package io.espalier.report;

import java.util.List;

/** A table that scrolls in its own box when the page is narrow. Columns whose name begins with {@code #} hold numbers: right-aligned. */
final class HtmlTable {
    private final Html box;
    private final Html body = Html.of("tbody");
    private final List<String> columns;

    HtmlTable(String caption, List<String> columns) {
        this.columns = List.copyOf(columns);
        Html head = Html.of("tr");
        for (String column : columns) {
            head.add(cell("th", column, name(column)).with("scope", "col"));
        }
        Html table = Html.of("table")
                .add(Html.of("caption").text(caption), Html.of("thead").add(head), body);
        // Reachable by keyboard, or nobody without a mouse could scroll it.
        this.box = Html.of("div", "scroll")
                .with("tabindex", "0")
                .with("role", "region")
                .with("aria-label", caption)
                .add(table);
    }

    /** One more row, a cell a column; the first cell names the row. */
    HtmlTable row(List<String> cells) {
        return row("", cells);
    }

    /** One more row with a class. */
    HtmlTable row(String cssClass, List<String> cells) {
        Html row = cssClass.isEmpty() ? Html.of("tr") : Html.of("tr", cssClass);
        row.add(cell("th", columns.get(0), cells.get(0)).with("scope", "row"));
        for (int i = 1; i < columns.size(); i++) {
            row.add(cell("td", columns.get(i), cells.get(i)));
        }
        body.add(row);
        return this;
    }

    Html render() {
        return box;
    }

    private static Html cell(String tag, String column, String text) {
        return (column.startsWith("#") ? Html.of(tag, "number") : Html.of(tag)).text(text);
    }

    private static String name(String column) {
        return column.startsWith("#") ? column.substring(1) : column;
    }
}
