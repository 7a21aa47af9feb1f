package io.espalier.benchmark;

import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.RunRecord.Provenance;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.TrainingPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results of trials that nobody trained. */
final class Results {
    private Results() {}

    /**
     * A dense result keeps 1,000 of 1,000 parameters, a constrained one 360; 100 and 60 of 100 examples; 50 and 20
     * FLOPs.
     */
    static TrialResult of(int fold, long seed, Arm arm, double testQuality) {
        boolean dense = arm.equals(Comparison.WITH_DENSE.reference());
        return new TrialResult(
                new Trial(fold, seed, arm),
                "run-" + fold + "-" + seed + "-" + arm.key(),
                dense ? "16-16" : "8-8",
                dense ? 3000 : 2000,
                results(dense, testQuality));
    }

    /** The record of a run; completed, with the results where there are some. */
    static RunRecord record(TrainingPlan plan, Optional<FinalRecord> results) {
        return new RunRecord(
                1,
                "run",
                plan,
                new Provenance("0", "local[2]", List.of(), Map.of(), "", "", 0),
                Optional.empty(),
                List.of(new PhaseRecord("baseline", 1, 1, 1, 1, 1, Optional.empty(), 1, Map.of("hidden0", 8), 1)),
                new Outcome(Status.COMPLETED, ""),
                results);
    }

    static FinalRecord results(boolean dense, double testQuality) {
        long after = dense ? 1000 : 360;
        return new FinalRecord(
                "accuracy",
                testQuality,
                testQuality,
                1000,
                after,
                1 - after / 1000.0,
                100,
                dense ? 100 : 60,
                dense ? 10 : 6,
                Map.of("compute", dense ? 10.0 : 6.0),
                0,
                0,
                0,
                50,
                dense ? 50 : 20,
                1,
                "00");
    }
}
