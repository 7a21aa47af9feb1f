package io.espalier.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The whole page: one file, no script; its own policy forbids the browser to load anything. */
final class HtmlPage {
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private HtmlPage() {}

    static String of(ReportData data) {
        Html html = Html.of("html")
                .with("lang", "en")
                .add(head(data), Html.of("body").add(main(data)));
        return "<!DOCTYPE html>\n" + html.markup() + "\n";
    }

    /** A section with its heading. */
    static Html section(String id, String title) {
        return Html.of("section").with("id", id).add(Html.of("h2").text(title));
    }

    private static Html head(ReportData data) {
        return Html.of("head")
                .add(Html.of("meta").with("charset", "utf-8"))
                .add(Html.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"))
                .add(Html.of("meta")
                        .with("http-equiv", "Content-Security-Policy")
                        .with("content", POLICY))
                .add(Html.of("meta").with("name", "color-scheme").with("content", "light dark"))
                .add(Html.of("title").text(data.name() + " – " + data.status() + " – Espalier"))
                .add(Html.style(style()));
    }

    private static Html main(ReportData data) {
        OverviewSections overview = new OverviewSections(data);
        ProgressSections progress = new ProgressSections(data);
        Html main = Html.of("main").add(overview.header(), overview.cards());
        main.add(progress.phases()).add(progress.curves());
        main.add(overview.results());
        data.selection().ifPresent(scores -> main.add(ExampleSection.of(scores)));
        if (!data.time().byCause().isEmpty()) {
            main.add(progress.time());
        }
        if (data.acceleration().theoretical().isPresent()
                || data.acceleration().ratio().isPresent()) {
            main.add(progress.acceleration());
        }
        main.add(overview.asked());
        data.data().ifPresent(figures -> main.add(overview.dataSet()));
        return main.add(progress.rounds(), overview.provenance());
    }

    private static String style() {
        try (InputStream file = HtmlPage.class.getResourceAsStream("report.css")) {
            if (file == null) {
                throw new IllegalStateException("report.css is not on the class path");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read report.css", e);
        }
    }
}
