package io.espalier.api;

import io.espalier.UserException;
import io.espalier.data.Scaler;
import io.espalier.dl4j.ModelZip;
import io.espalier.dl4j.Normalization;
import io.espalier.importance.Selection;
import io.espalier.report.ExampleFeatures;
import io.espalier.report.ReportData;
import io.espalier.report.ReportInput;
import io.espalier.report.RunReport;
import io.espalier.report.SelectionSummary;
import io.espalier.report.SelectionSummary.SeenExample;
import io.espalier.run.DataSummary;
import io.espalier.run.ModelDescription;
import io.espalier.run.RunRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.SparkBackend;
import io.espalier.store.AtomicFile;
import io.espalier.store.JsonDocument;
import io.espalier.store.RoundLog;
import io.espalier.store.RunDirectory;
import io.espalier.trainer.TrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a completed run leaves beside its record: the model and the report. */
final class RunOutputs {
    /** Examples of each list. */
    private static final int SHOWN_EXAMPLES = 12;

    private final RunDirectory directory;
    private final TrainingPlan plan;
    private final DataSummary data;

    RunOutputs(RunDirectory directory, TrainingPlan plan, DataSummary data) {
        this.directory = directory;
        this.plan = plan;
        this.data = data;
    }

    /** Writes the model in DL4J's format, with the normalizer, and what that format does not hold. */
    void writeModel(TrainedModel trained, Scaler scaler) {
        try {
            Files.createDirectories(directory.model());
        } catch (IOException e) {
            throw new UserException("Can't make " + directory.model() + ": " + e.getMessage(), e);
        }
        Normalization normalization = Normalization.of(scaler.kind(), scaler.shift(), scaler.divisor());
        AtomicFile.write(
                directory.modelZip(),
                out -> ModelZip.write(
                        out, trained.model(), plan.training().updater(), trained.lastLearningRate(), normalization));
        new JsonDocument<>(ModelDescription.class)
                .write(
                        new ModelDescription(
                                ModelDescription.SCHEMA_VERSION,
                                directory.runId(),
                                data.classes(),
                                data.featureNames(),
                                data.shape(),
                                trained.originalUnits(),
                                trained.results().parametersBefore(),
                                trained.results().parametersAfter()),
                        directory.modelConstraint());
    }

    /** Writes the report of a run whose rounds are all logged. */
    void writeReport(RunRecord record, Optional<SelectionSummary> selection) {
        ReportData report = RunReport.data(new ReportInput(record, RoundLog.read(directory.rounds()), selection));
        write(directory.reportHtml(), RunReport.html(report));
        write(directory.reportMarkdown(), RunReport.markdown(report));
        new JsonDocument<>(ReportData.class).write(report, directory.reportJson());
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What the report says of the scores: coverage, histogram, agreement of methods, and examples to look at. The model is written. */
    SelectionSummary summarize(Selection selection, SparkBackend backend) {
        return SelectionSummary.of(
                backend.scoredExamples(),
                selection,
                plan.importance(),
                data.classes(),
                SHOWN_EXAMPLES,
                ids -> look(backend.features(ids)));
    }

    private Map<Long, SeenExample> look(Map<Long, float[]> features) {
        Map<Long, SeenExample> seen = new HashMap<>();
        try (Classifier classifier = Classifier.open(directory.path(), 1)) {
            features.forEach((id, values) -> seen.put(
                    id,
                    new SeenExample(
                            new ExampleFeatures(data.shape(), values), Optional.of(classifier.classify(values)))));
        }
        return seen;
    }
}
