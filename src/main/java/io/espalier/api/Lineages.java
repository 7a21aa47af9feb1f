package io.espalier.api;

import io.espalier.run.DataSummary;
import io.espalier.run.PlanIdentity;
import io.espalier.run.ScoreLineage;
import io.espalier.run.ScoreLineage.Column;
import io.espalier.run.ScoreLineage.Proxy;
import io.espalier.run.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.Map;

/** What tables of scores were computed from. */
final class Lineages {
    private Lineages() {}

    /**
     * The lineage of a table.
     *
     * @param runId run that writes it
     * @param others versions beside our own
     * @param seconds that the scoring took
     */
    static ScoreLineage of(
            String runId,
            TrainingPlan plan,
            DataSummary data,
            Proxy proxy,
            Map<String, String> others,
            double seconds) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("espalier", Espalier.version());
        versions.putAll(others);
        return new ScoreLineage(
                ScoreLineage.SCHEMA_VERSION,
                plan.importance().source().methods().stream().map(Column::of).toList(),
                data.fingerprint(),
                data.trainExamples(),
                runId,
                PlanIdentity.hash(plan),
                ScoreLineage.keysOf(plan, proxy.kind()),
                proxy,
                plan.importance().scoring().batch(),
                plan.training().seed(),
                versions,
                seconds);
    }
}
