package io.espalier.run;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code run.json}: what was asked and what came of it.
 *
 * @param schemaVersion of this format
 * @param runId name of the run directory
 * @param plan resolved
 * @param provenance versions, machine, data: what a repetition needs to know
 * @param data counts of the data set
 * @param phases one entry a phase, in order, those that ended
 * @param outcome how the run ended
 * @param results present when the run completed; the key is {@code final}
 */
public record RunRecord(
        int schemaVersion,
        String runId,
        TrainingPlan plan,
        Provenance provenance,
        Optional<DataSummary> data,
        List<PhaseRecord> phases,
        Outcome outcome,
        Optional<FinalRecord> results) {
    /** The version that this code writes. */
    public static final int SCHEMA_VERSION = 1;

    public RunRecord {
        phases = List.copyOf(phases);
    }

    /**
     * How a run ended.
     *
     * @param reason one line; empty while running and when completed
     */
    public record Outcome(Status status, String reason) {}

    /** States of a run; lower case in the file. */
    public enum Status {
        RUNNING,
        COMPLETED,
        STOPPED,
        FAILED
    }

    /**
     * Where a run ran.
     *
     * @param espalier version
     * @param master Spark master in effect
     * @param executors hosts and ports of the drivers and of all executors that joined the run, sorted
     * @param versions of java, spark, dl4j, nd4j backend, blas core
     * @param kernelProbe hash of a short computation: equal where results can be equal bit by bit
     * @param started ISO-8601 time
     * @param resumes number of times the run was resumed
     */
    public record Provenance(
            String espalier,
            String master,
            List<String> executors,
            Map<String, String> versions,
            String kernelProbe,
            String started,
            int resumes) {}

    /** What one phase did; lower-case kind, rounds inclusive, units per group at its end. */
    public record PhaseRecord(
            String phase,
            int firstRound,
            int lastRound,
            long steps,
            long examples,
            double seconds,
            Optional<Double> quality,
            long parameters,
            Map<String, Integer> keptUnits,
            long keptExamples) {}

    /**
     * The results.
     *
     * @param qualityName what the qualities are: accuracy
     * @param testQuality NaN where the data has no test part
     * @param validationQuality NaN where the data has no validation part
     * @param flops of one example's forward pass, before and after, and of the whole training
     */
    public record FinalRecord(
            String qualityName,
            double testQuality,
            double validationQuality,
            long parametersBefore,
            long parametersAfter,
            double parametersRemovedFraction,
            long examplesTotal,
            long examplesKept,
            double seconds,
            Map<String, Double> secondsByCause,
            long bytesUp,
            long bytesDown,
            long flops,
            long flopsPerExampleBefore,
            long flopsPerExampleAfter,
            double theoreticalAcceleration,
            String weightsSha256) {
        /** The test quality in words: {@code test accuracy 97.21 %}, or {@code no test part}. */
        public String testQualityText() {
            return Double.isNaN(testQuality)
                    ? "no test part"
                    : String.format(Locale.ROOT, "test %s %.2f %%", qualityName, 100 * testQuality);
        }
    }
}
