package io.espalier.api;

import io.espalier.dl4j.KernelProbe;
import io.espalier.run.DataSummary;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Provenance;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where and with what a run runs. */
final class Provenances {
    private Provenances() {}

    /** What is known before Spark is started. */
    static Provenance before(TrainingPlan plan, Instant began) {
        return new Provenance(Espalier.version(), plan.master(), List.of(), Map.of(), "", began.toString(), 0);
    }

    /** The record with everything that the started cluster says. */
    static RunRecord complete(
            RunRecord record, DataSummary data, Cluster cluster, String kernelProbe, boolean resumed) {
        Provenance before = record.provenance();
        Provenance provenance = new Provenance(
                before.espalier(),
                cluster.master(),
                together(before.executors(), cluster.executors()),
                versions(cluster),
                kernelProbe,
                before.started(),
                before.resumes() + (resumed ? 1 : 0));
        return with(record, provenance, Optional.of(data));
    }

    /** The record with executors that joined later. */
    static RunRecord joined(RunRecord record, List<String> executors) {
        Provenance before = record.provenance();
        Provenance provenance = new Provenance(
                before.espalier(),
                before.master(),
                together(before.executors(), executors),
                before.versions(),
                before.kernelProbe(),
                before.started(),
                before.resumes());
        return with(record, provenance, record.data());
    }

    private static List<String> together(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().sorted().toList();
    }

    private static RunRecord with(RunRecord record, Provenance provenance, Optional<DataSummary> data) {
        return new RunRecord(
                record.schemaVersion(),
                record.runId(),
                record.plan(),
                provenance,
                data,
                record.phases(),
                record.outcome(),
                record.results());
    }

    /**
     * What to tell of a resumed run whose kernels are not those that it began with: it may go on where its machines are no more, but a
     * person should know what that does to its bits.
     */
    static Optional<String> otherKernels(RunRecord record, String kernelProbe) {
        String before = record.provenance().kernelProbe();
        return before.isEmpty() || before.equals(kernelProbe)
                ? Optional.empty()
                : Optional.of("The run began with other kernels (" + before + ") than it goes on with (" + kernelProbe
                        + "): its results will not have the bits of a run without a break");
    }

    /** The same of a network that is scored by without another training. */
    static Optional<String> trainedElsewhere(Path run, RunRecord record, String kernelProbe) {
        String before = record.provenance().kernelProbe();
        return before.equals(kernelProbe)
                ? Optional.empty()
                : Optional.of(run + " was trained with other kernels (" + before + ") than those here (" + kernelProbe
                        + "): the scores will not have the bits of networks trained here");
    }

    /** Versions of what computes. */
    static Map<String, String> versions(Cluster cluster) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", Runtime.version().toString());
        versions.put("spark", cluster.version());
        versions.putAll(KernelProbe.versions());
        return versions;
    }
}
