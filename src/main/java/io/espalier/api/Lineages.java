package io.espalier.api;

import io.espalier.network.Network;
import io.espalier.run.DataSummary;
import io.espalier.run.Engine;
import io.espalier.run.PlanIdentity;
import io.espalier.run.ScoreComputation;
import io.espalier.run.ScoreLineage;
import io.espalier.run.ScoreLineage.Column;
import io.espalier.run.ScoreLineage.Proxy;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the tables of scores of one run are computed from.
 *
 * @param runId run that writes them
 * @param networkSha256 of the file at {@code network.path} when it was read; absent where the plan names none
 * @param computation what computes the scores
 * @param kernels hash of the kernels that it computes by
 */
record Lineages(
        String runId, TrainingPlan plan, Optional<String> networkSha256, ScoreComputation computation, String kernels) {
    /**
     * Those of a run that scores by a network.
     *
     * @param cluster whose kernels compute
     */
    static Lineages by(
            Network network, TrainingPlan plan, Optional<String> networkSha256, String runId, Cluster cluster) {
        Engine engine = Engines.engine(plan, network);
        return new Lineages(
                runId,
                plan,
                networkSha256,
                ScoreComputation.of(plan, engine),
                cluster.kernelProbe(Engines.alone(engine)));
    }

    /**
     * The lineage of a table.
     *
     * @param others versions beside our own
     * @param seconds that the scoring took
     */
    ScoreLineage of(DataSummary data, Proxy proxy, Map<String, String> others, double seconds) {
        Map<String, String> versions = new LinkedHashMap<>(makers());
        versions.putAll(others);
        return new ScoreLineage(
                ScoreLineage.SCHEMA_VERSION,
                plan.importance().source().methods().stream().map(Column::of).toList(),
                data.fingerprint(),
                data.trainExamples(),
                runId,
                PlanIdentity.hash(plan),
                ScoreLineage.keysOf(plan, proxy.kind(), networkSha256.orElse("")),
                proxy,
                computation,
                versions,
                seconds);
    }

    /** The versions that decide what is computed: our own, and the kernels. */
    Map<String, String> makers() {
        Map<String, String> makers = new LinkedHashMap<>();
        makers.put(ScoreLineage.ESPALIER, Espalier.version());
        makers.put(ScoreLineage.KERNELS, kernels);
        return makers;
    }
}
