package io.espalier.report;

/** The report of one run, in its three forms. Pure: the same input gives the same text. */
public final class RunReport {
    private RunReport() {}

    /** The figures; written as JSON by the caller. */
    public static ReportData data(ReportInput input) {
        return new Figures(input).data();
    }

    /** One page that needs no other file, no network and no script. */
    public static String html(ReportData data) {
        return HtmlPage.of(data);
    }

    /** A short form for a comment or a terminal, in GitHub's Markdown. */
    public static String markdown(ReportData data) {
        return MarkdownPage.of(data);
    }
}
