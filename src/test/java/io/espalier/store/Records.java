package io.espalier.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.network.Shape;
import io.espalier.run.DataSummary;
import io.espalier.run.Incidents;
import io.espalier.run.PhasePlan;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.RunRecord.Provenance;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.TrainingPlan;
import io.espalier.testing.Plans;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Records for tests, with every kind of value that a file can hold. */
final class Records {
    private static final ObjectMapper PLANS = Json.forRecords().build();

    private Records() {}

    /**
     * Reads and writes records; the plan as the package's own JSON, which is enough to see that it is passed through.
     */
    static RecordJson json() {
        return new RecordJson(PLANS::valueToTree, Records::plan);
    }

    private static TrainingPlan plan(JsonNode json) {
        return PLANS.convertValue(json, TrainingPlan.class);
    }

    static TrainingPlan plan() {
        return Plans.digits();
    }

    static List<PhasePlan> phases() {
        return plan().phases();
    }

    /** A run that has just started: nothing is known but the plan. */
    static RunRecord started() {
        return new RunRecord(
                1,
                "digits-20261122-143000-3f9a",
                plan(),
                provenance(),
                Optional.empty(),
                List.of(),
                new Outcome(Status.RUNNING, ""),
                Optional.empty());
    }

    static RunRecord completed() {
        return new RunRecord(
                1,
                "digits-20261122-143000-3f9a",
                plan(),
                provenance(),
                Optional.of(new DataSummary(
                        Shape.flat(64),
                        List.of("pixel_0"),
                        List.of("0", "1"),
                        1258,
                        179,
                        360,
                        List.of(630L, 628L),
                        "9a3c",
                        List.of("column pixel_0 is constant"))),
                List.of(
                        new PhaseRecord(
                                "baseline", 1, 6, 150, 9600, 1.25, Optional.of(0.9), 85002, Map.of("0", 256), 1258),
                        new PhaseRecord(
                                "hybrid", 7, 15, 225, 14400, 2.5, Optional.empty(), 30000, Map.of("0", 133), 755)),
                new Outcome(Status.COMPLETED, ""),
                Optional.of(new FinalRecord(
                        "accuracy",
                        0.975,
                        Double.NaN,
                        85002,
                        30600,
                        0.64,
                        1258,
                        755,
                        12.5,
                        Map.of("compute", 12.5),
                        1L << 40,
                        7,
                        8_589_934_592L,
                        169_000,
                        61_000,
                        2.7,
                        "00ff".repeat(16))));
    }

    private static Provenance provenance() {
        return new Provenance(
                "0.1.0",
                "local[2,4]",
                List.of("driver"),
                Map.of("java", "17.0.1"),
                "c0ffee",
                "2026-11-22T14:30:00Z",
                0);
    }

    static RoundRecord round(int number) {
        return round(number, 0.1 * number, OptionalDouble.empty());
    }

    static RoundRecord round(int number, double loss, OptionalDouble quality) {
        return new RoundRecord(
                "hybrid",
                number,
                25L * number,
                number / 60.0,
                1600,
                loss,
                quality,
                quality,
                30600,
                1L << 33,
                680_000,
                680_016,
                Map.of("width", 0.5),
                Map.of("0", 133, "1", 140),
                3,
                755,
                500,
                seconds(),
                Incidents.NONE);
    }

    private static Map<String, Double> seconds() {
        return Map.of(
                "compute",
                0.25,
                "scheduling",
                0.0,
                "communication",
                0.1,
                "evaluation",
                0.0,
                "scoring",
                0.0,
                "compaction",
                0.0,
                "checkpoint",
                0.0,
                "monitoring",
                0.0,
                "other",
                1e-9);
    }
}
