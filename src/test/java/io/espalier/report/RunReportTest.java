package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.importance.ListedExamples;
import io.espalier.importance.ScoredExample;
import io.espalier.importance.Selection;
import io.espalier.network.Shape;
import io.espalier.report.SelectionSummary.SeenExample;
import io.espalier.run.DataSummary;
import io.espalier.run.ImportancePlan;
import io.espalier.run.Incidents;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.Provenance;
import io.espalier.run.RunRecord.Status;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

final class RunReportTest {
    private static final String HOSTILE = "<script>alert(\"1\")</script>|&amp;\n`*";

    @Test
    void everyResultIsOnThePage() {
        FinalRecord results = WorkedRun.results();
        assertThat(RunReport.html(RunReport.data(WorkedRun.completed())))
                .contains("97.21 %", "97.49 %", "85,002", "30,450", "64.2 %", "755 of 1,259", "60.0 %")
                .contains("169,472", "60,416", "64.4 %", "12.3 GFLOP", "9.89 MB", "9.88 MB", results.weightsSha256())
                .contains(
                        "Theoretical (Constraint Acceleration Equation)",
                        Numbers.decimal(results.theoreticalAcceleration()) + " ×")
                .contains("Measured in this run", "256 → 144", "256 → 136", "compaction");
    }

    @Test
    void everySecondIsOnThePage() {
        String page = RunReport.html(RunReport.data(WorkedRun.completed()));
        assertThat(WorkedRun.secondsOfRun()).hasSize(9).allSatisfy((cause, seconds) -> assertThat(page)
                .contains(cause, Numbers.exactSeconds(seconds)));
        assertThat(page).contains(Numbers.exactSeconds(WorkedRun.results().seconds()));
        assertThat(page).doesNotContain("The causes add up to");
    }

    @Test
    void causesThatDoNotAddUpAreSaid() {
        FinalRecord found = WorkedRun.results();
        FinalRecord longer = new FinalRecord(
                found.qualityName(),
                found.testQuality(),
                found.validationQuality(),
                found.parametersBefore(),
                found.parametersAfter(),
                found.parametersRemovedFraction(),
                found.examplesTotal(),
                found.examplesKept(),
                100,
                Map.of("compute", 90.0),
                found.bytesUp(),
                found.bytesDown(),
                found.flops(),
                found.flopsPerExampleBefore(),
                found.flopsPerExampleAfter(),
                found.theoreticalAcceleration(),
                found.weightsSha256());
        RunRecord run = WorkedRun.record("digits", 20, new Outcome(Status.COMPLETED, ""), true);
        RunRecord changed = new RunRecord(
                1,
                run.runId(),
                run.plan(),
                run.provenance(),
                run.data(),
                run.phases(),
                run.outcome(),
                Optional.of(longer));
        assertThat(RunReport.html(RunReport.data(new ReportInput(changed, List.of(), Optional.empty()))))
                .contains("The causes add up to 90.000 s, but the run took 100.000 s.");
    }

    @Test
    void everyRoundPhaseAndOriginIsOnThePage() {
        String page = RunReport.html(RunReport.data(WorkedRun.completed()));
        WorkedRun.rounds(20).forEach(round -> assertThat(page)
                .contains(
                        Numbers.count(round.step()),
                        Numbers.count(round.parameters()),
                        Numbers.count(round.keptExamples()),
                        Numbers.decimal(round.loss()))
                .contains(Numbers.quality(round.quality()), Numbers.quality(round.qualityDense())));
        Provenance provenance = WorkedRun.provenance();
        assertThat(page)
                .contains(provenance.versions().values())
                .contains(provenance.versions().keySet());
        assertThat(page)
                .contains(
                        provenance.master(),
                        provenance.kernelProbe(),
                        provenance.started(),
                        provenance.espalier(),
                        "1 time");
        assertThat(page)
                .contains(provenance.executors())
                .contains("constraint.parameter_reduction", "training.updater.learning_rate");
    }

    @Test
    void thePageIsWellFormedAndIdsAreUnique() {
        NodeList all =
                parse(RunReport.html(RunReport.data(WorkedRun.completed()))).getElementsByTagName("*");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < all.getLength(); i++) {
            String id = ((Element) all.item(i)).getAttribute("id");
            assertThat(id.isEmpty() || ids.add(id)).as("id %s", id).isTrue();
        }
        assertThat(ids)
                .contains(
                        "phases",
                        "quality",
                        "network",
                        "results",
                        "examples",
                        "time",
                        "acceleration",
                        "asked",
                        "provenance");
    }

    @Test
    void thePageLoadsNothing() {
        String page = RunReport.html(RunReport.data(WorkedRun.completed()));
        assertThat(page).doesNotContain("http://", "https://", "<script", "@import", "url(", "<link", "<iframe");
        Matcher sources =
                Pattern.compile("(?:src|href|srcset|action|poster)=\"([^\"]*)").matcher(page);
        List<String> found = new ArrayList<>();
        while (sources.find()) {
            found.add(sources.group(1));
        }
        // 16 examples at either end of the scores.
        assertThat(found).hasSize(32).allSatisfy(source -> assertThat(source).startsWith("data:image/png;base64,"));
    }

    @Test
    void picturesAndChartsHaveTexts() {
        Document page = parse(RunReport.html(RunReport.data(WorkedRun.completed())));
        NodeList pictures = page.getElementsByTagName("img");
        for (int i = 0; i < pictures.getLength(); i++) {
            assertThat(((Element) pictures.item(i)).getAttribute("alt")).startsWith("Example ");
        }
        NodeList figures = page.getElementsByTagName("div");
        int charts = 0;
        for (int i = 0; i < figures.getLength(); i++) {
            Element element = (Element) figures.item(i);
            if (element.getAttribute("role").equals("img")) {
                charts++;
                assertThat(element.getAttribute("aria-label")).isNotBlank();
            }
        }
        // Two phase bars, seven charts over rounds, two over scores, seconds by cause and of each round.
        assertThat(charts).isEqualTo(13);
    }

    @Test
    void whatAUserWroteIsNeverMarkup() {
        ReportData data = RunReport.data(hostile());
        Document page = parse(RunReport.html(data));
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).contains("<script>alert(\"1\")</script>");
        assertThat(RunReport.markdown(data)).doesNotContain("<script");
    }

    @Test
    void rowsAreShownAsNamesAndValues() {
        String page = RunReport.html(RunReport.data(hostile()));
        assertThat(page).contains("and 2 more", "2.500", "feature 7").doesNotContain("<img");
    }

    @Test
    void aRunWithoutRoundsHasAPage() {
        for (Status status : List.of(Status.RUNNING, Status.FAILED, Status.STOPPED)) {
            RunRecord run = new RunRecord(
                    1,
                    "digits-1",
                    WorkedRun.plan("digits"),
                    WorkedRun.provenance(),
                    Optional.empty(),
                    List.of(),
                    new Outcome(status, "It is <early>."),
                    Optional.empty());
            ReportData data = RunReport.data(new ReportInput(run, List.of(), Optional.empty()));
            parse(RunReport.html(data));
            assertThat(RunReport.html(data))
                    .contains("No round has ended yet.", "It is &lt;early&gt;.", "baseline 20.0 %")
                    .doesNotContain("NaN", "Optional");
            assertThat(RunReport.markdown(data))
                    .contains("It is &lt;early&gt;.")
                    .doesNotContain("NaN", "Optional");
        }
    }

    @Test
    void aRunHasAPageAfterEveryRound() {
        for (int rounds = 1; rounds <= 20; rounds++) {
            RunRecord run = WorkedRun.record("digits", rounds, new Outcome(Status.STOPPED, "SIGTERM"), false);
            ReportData data = RunReport.data(new ReportInput(run, WorkedRun.rounds(rounds), Optional.empty()));
            parse(RunReport.html(data));
            assertThat(RunReport.html(data)).contains("SIGTERM").doesNotContain("NaN", "Infinity");
        }
    }

    @Test
    void manyRoundsMakeAPageOfBoundedSize() {
        List<RoundRecord> many = new ArrayList<>();
        RoundRecord first = WorkedRun.rounds(1).get(0);
        for (int round = 1; round <= 20_000; round++) {
            many.add(new RoundRecord(
                    "baseline",
                    round,
                    round,
                    round / 20_000.0,
                    64,
                    1.0 / round,
                    first.quality(),
                    first.qualityDense(),
                    first.parameters(),
                    first.flops(),
                    first.bytesUp(),
                    first.bytesDown(),
                    first.intensity(),
                    first.keptUnits(),
                    0,
                    first.keptExamples(),
                    first.epochExamples(),
                    first.seconds(),
                    Incidents.NONE));
        }
        RunRecord run = WorkedRun.record("digits", 0, new Outcome(Status.RUNNING, ""), false);
        ReportData data = RunReport.data(new ReportInput(run, many, Optional.empty()));
        assertThat(data.rounds()).hasSize(20_000);
        assertThat(RunReport.html(data)).hasSizeLessThan(1_000_000).contains("One in 100 of 20,000 rounds");
    }

    @Test
    void theSameRecordGivesTheSamePage() {
        assertThat(RunReport.html(RunReport.data(WorkedRun.completed())))
                .isEqualTo(RunReport.html(RunReport.data(WorkedRun.completed())));
    }

    /** A run whose every text is an attack, over a table of ten columns. */
    private static ReportInput hostile() {
        DataSummary data = new DataSummary(
                Shape.flat(10),
                List.of("width", HOSTILE),
                List.of(HOSTILE),
                3,
                1,
                1,
                List.of(3L),
                HOSTILE,
                List.of(HOSTILE));
        Provenance provenance =
                new Provenance(HOSTILE, HOSTILE, List.of(HOSTILE), Map.of(HOSTILE, HOSTILE), HOSTILE, HOSTILE, 0);
        RunRecord run = new RunRecord(
                1,
                HOSTILE,
                WorkedRun.plan(HOSTILE),
                provenance,
                Optional.of(data),
                List.of(),
                new Outcome(Status.FAILED, HOSTILE),
                Optional.empty());
        ImportancePlan importance = WorkedRun.plan(HOSTILE).importance();
        ListedExamples examples = new ListedExamples(
                List.of(importance.source().method()),
                1,
                importance.selectionSeed(),
                List.of(
                        new ScoredExample(1, 0, List.of(0.1)),
                        new ScoredExample(2, 0, List.of(0.2)),
                        new ScoredExample(3, 0, List.of(0.3))));
        SelectionSummary scores =
                SelectionSummary.of(examples, Selection.all(3, 3), importance, List.of(HOSTILE), 2, ids -> ids.stream()
                        .collect(Collectors.toMap(
                                id -> id,
                                id -> new SeenExample(
                                        new ExampleFeatures(
                                                Shape.flat(10), new float[] {1, 2.5f, 3, 4, 5, 6, 7, 8, 9, 10}),
                                        Optional.of(HOSTILE + id)))));
        return new ReportInput(run, WorkedRun.rounds(3), Optional.of(scores));
    }

    private static Document parse(String page) {
        try {
            DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(page)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("The page is not well-formed", e);
        }
    }
}
