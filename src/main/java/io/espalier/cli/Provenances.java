package io.espalier.cli;

import io.espalier.run.DataSummary;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Provenance;
import io.espalier.run.TrainingPlan;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Where and with what a run runs. */
final class Provenances {
    private Provenances() {}

    /** What is known before Spark is started. */
    static Provenance before(TrainingPlan plan, Clock clock) {
        return new Provenance(Version.text(), plan.master(), List.of(), Map.of(), "", clock.instant().toString(), 0);
    }

    /** The record with everything that the started session says. */
    static RunRecord complete(RunRecord record, DataSummary data, SparkSession session, boolean resumed) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        Provenance before = record.provenance();
        Provenance provenance = new Provenance(
                before.espalier(),
                context.master(),
                executors(context),
                versions(session),
                "",
                before.started(),
                before.resumes() + (resumed ? 1 : 0));
        return new RunRecord(
                record.schemaVersion(),
                record.runId(),
                record.plan(),
                provenance,
                Optional.of(data),
                record.phases(),
                record.outcome(),
                record.results());
    }

    private static List<String> executors(JavaSparkContext context) {
        return Arrays.stream(context.sc().statusTracker().getExecutorInfos())
                .map(executor -> executor.host() + ":" + executor.port())
                .sorted()
                .toList();
    }

    private static Map<String, String> versions(SparkSession session) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", Runtime.version().toString());
        versions.put("spark", session.version());
        return versions;
    }
}
