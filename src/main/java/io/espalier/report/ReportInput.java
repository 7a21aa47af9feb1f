package io.espalier.report;

import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * What a report is made of. Everything but the plan and the provenance may be missing: a run can be reported while it runs, and after it
 * was stopped or failed.
 *
 * @param run the record of the run, complete or not
 * @param rounds its rounds in order; may be empty
 * @param selection what is known of the examples' scores; empty before they are scored and for runs without scoring
 */
public record ReportInput(RunRecord run, List<RoundRecord> rounds, Optional<SelectionSummary> selection) {
    public ReportInput {
        rounds = List.copyOf(rounds);
        for (int i = 1; i < rounds.size(); i++) {
            if (rounds.get(i).round() <= rounds.get(i - 1).round()) {
                throw new IllegalArgumentException("Rounds must ascend: "
                        + rounds.get(i - 1).round() + " before " + rounds.get(i).round());
            }
        }
    }
}
