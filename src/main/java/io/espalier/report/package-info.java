/**
 * A run's record as one HTML page, as Markdown and as data for JSON. Uses the plan's packages ({@code schedule} to
 * {@code run}); knows no library, clock or files.
 *
 * <p>Start with {@link io.espalier.report.RunReport}. {@link io.espalier.report.ReportInput} goes in;
 * {@link io.espalier.report.ReportData} holds every figure once; {@code HtmlPage} and {@code MarkdownPage} only lay it
 * out.
 */
@NullMarked
package io.espalier.report;

import org.jspecify.annotations.NullMarked;
