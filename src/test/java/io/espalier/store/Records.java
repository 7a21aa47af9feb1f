package io.espalier.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.constraint.Ranking;
import io.espalier.importance.ScoreMethod;
import io.espalier.network.Activation;
import io.espalier.network.Shape;
import io.espalier.run.AveragingPlan;
import io.espalier.run.Budget;
import io.espalier.run.CheckpointPlan;
import io.espalier.run.ClusterPlan;
import io.espalier.run.ConstraintPlan;
import io.espalier.run.CurvePlan;
import io.espalier.run.DataPlan;
import io.espalier.run.DataSummary;
import io.espalier.run.DecayKind;
import io.espalier.run.DynamicPlan;
import io.espalier.run.Engine;
import io.espalier.run.GradientNormalization;
import io.espalier.run.ImportancePlan;
import io.espalier.run.Incidents;
import io.espalier.run.NetworkKind;
import io.espalier.run.NetworkPlan;
import io.espalier.run.PhaseKind;
import io.espalier.run.PhasePlan;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.RunRecord.Provenance;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.Scaling;
import io.espalier.run.ScheduleKind;
import io.espalier.run.SchedulePlan;
import io.espalier.run.ScoreSource;
import io.espalier.run.ScoringSettings;
import io.espalier.run.SelectionMethod;
import io.espalier.run.SelectionSettings;
import io.espalier.run.Source;
import io.espalier.run.StopPlan;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingSettings;
import io.espalier.run.UnitMethod;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import java.math.BigDecimal;
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
        return new TrainingPlan(
                1,
                "digits",
                new DataPlan(
                        Source.DIGITS,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "label",
                        true,
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        new BigDecimal("0.20"),
                        new BigDecimal("0.1"),
                        0,
                        0,
                        Scaling.AUTO,
                        0),
                new NetworkPlan(NetworkKind.MLP, List.of(256, 256), Activation.RELU, 0, Optional.empty()),
                new TrainingSettings(
                        2,
                        32,
                        new Budget(Optional.of(new BigDecimal("30")), Optional.empty()),
                        25,
                        50,
                        new UpdaterPlan(
                                UpdaterKind.ADAM,
                                0.001,
                                DecayKind.COSINE,
                                0,
                                CurvePlan.defaults(),
                                0.9,
                                0.999,
                                0.95,
                                1e-8,
                                0,
                                0,
                                0,
                                GradientNormalization.NONE,
                                1),
                        1,
                        1,
                        Engine.AUTO),
                phases(),
                new ConstraintPlan(
                        Optional.of(new BigDecimal("0.64")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        UnitMethod.TAYLOR,
                        Ranking.PER_GROUP,
                        true,
                        new SchedulePlan(ScheduleKind.CUBIC, 0, 1, 0.05, 20, List.of())),
                new ImportancePlan(
                        new ScoreSource(ScoreMethod.EL2N, List.of(), Optional.empty()),
                        new SelectionSettings(
                                SelectionMethod.CCS,
                                Optional.of(new BigDecimal("0.6")),
                                BigDecimal.ZERO,
                                BigDecimal.ZERO,
                                new BigDecimal("0.125")),
                        new ScoringSettings(0, 5, 256),
                        Optional.of(1L),
                        Optional.empty(),
                        new DynamicPlan(DynamicPlan.Kind.NONE, 0.5, new BigDecimal("0.875"))),
                new AveragingPlan(
                        AveragingPlan.Master.ESPALIER,
                        AveragingPlan.Outer.AVERAGE,
                        Optional.empty(),
                        Optional.empty(),
                        AveragingPlan.Inner.AVERAGE,
                        AveragingPlan.Wire.FLOAT32,
                        Optional.empty()),
                new CheckpointPlan(10, 3),
                new StopPlan(20),
                new ClusterPlan(Optional.empty(), 120),
                "local[*,4]",
                "runs");
    }

    static List<PhasePlan> phases() {
        return List.of(
                new PhasePlan(PhaseKind.BASELINE, new BigDecimal("0.2")),
                new PhasePlan(PhaseKind.HYBRID, new BigDecimal("0.3")),
                new PhasePlan(PhaseKind.CONSTRAINED, new BigDecimal("0.5")));
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
