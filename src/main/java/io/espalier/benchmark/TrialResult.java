package io.espalier.benchmark;

import io.espalier.UserException;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.PhaseRecord;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /**
     * Refuses data without a test part.
     *
     * @param remedy keys or options that give it one
     */
    void requireTestPart(String remedy) {
        if (Double.isNaN(results.testQuality())) {
            throw new UserException(
                    "The benchmark compares test qualities, but the data has no test part; give " + remedy);
        }
    }

    double flopsRemovedFraction() {
        return 1 - (double) results.flopsPerExampleAfter() / results.flopsPerExampleBefore();
    }

    double examplesKeptFraction() {
        return (double) results.examplesKept() / results.examplesTotal();
    }

    /** The result for programs. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("fold", trial.fold());
        map.put("seed", trial.seed());
        map.put("arm", trial.arm().key());
        map.put("run_id", runId);
        map.put("test_quality", results.testQuality());
        if (!Double.isNaN(results.validationQuality())) {
            map.put("validation_quality", results.validationQuality());
        }
        map.put("units", units);
        map.put("parameters_after", results.parametersAfter());
        map.put("examples_kept", results.examplesKept());
        map.put("examples_presented", presented);
        map.put("bytes_up", results.bytesUp());
        map.put("seconds", results.seconds());
        map.put("weights_sha256", results.weightsSha256());
        return map;
    }
}
