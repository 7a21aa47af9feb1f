package io.espalier.benchmark;

import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.PhaseRecord;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * What came of one training.
 *
 * @param runId of the run
 * @param units left in each group, in the network's order, joined by dashes
 * @param presented examples, each counted as often as it was
 * @param results of the run
 */
record TrialResult(Trial trial, String runId, String units, long presented, FinalRecord results) {
    /** The result of a trial whose run is completed. */
    static TrialResult of(Trial trial, RunRecord record) {
        if (record.results().isEmpty()) {
            throw new IllegalArgumentException("Run must be completed: " + record.runId());
        }
        Collection<Integer> units =
                record.phases().get(record.phases().size() - 1).keptUnits().values();
        return new TrialResult(
                trial,
                record.runId(),
                units.stream().map(String::valueOf).collect(Collectors.joining("-")),
                record.phases().stream().mapToLong(PhaseRecord::examples).sum(),
                record.results().get());
    }

    double flopsRemovedFraction() {
        return 1 - (double) results.flopsPerExampleAfter() / results.flopsPerExampleBefore();
    }

    double examplesKeptFraction() {
        return (double) results.examplesKept() / results.examplesTotal();
    }
}
