package io.espalier.api;

import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.run.DataSummary;
import io.espalier.run.ScoreLineage;
import io.espalier.run.TrainingPlan;
import io.espalier.store.LineageJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The table of scores that a plan names ({@code importance.scores}): whether it belongs to the plan's data.
 *
 * @param table directory or file of the table
 * @param lineage what it was computed from; empty where that can't be told, or nobody asks
 */
record GivenTable(Path table, Optional<ScoreLineage> lineage) {
    /**
     * The table of a plan, if it names one.
     *
     * @param insists whether a lineage that does not fit is passed over
     * @throws UserException that names what differs
     */
    static Optional<GivenTable> of(TrainingPlan plan, DataSummary data, boolean insists) {
        return plan.importance()
                .source()
                .table()
                .map(path -> of(GivenPath.of(path, "importance.scores"), plan, data, insists));
    }

    private static GivenTable of(Path path, TrainingPlan plan, DataSummary data, boolean insists) {
        Path table = within(path);
        if (insists) {
            return new GivenTable(table, Optional.empty());
        }
        Optional<ScoreLineage> lineage = LineageJson.read(table);
        lineage.ifPresent(known -> requireFit(
                table, known.differences(plan, data, NetworkFile.sha256(plan).orElse(""))));
        return new GivenTable(table, lineage);
    }

    /** The table that a path means: itself, or that of the run or scoring whose directory it is. */
    static Path within(Path path) {
        Path inside = path.resolve("scores");
        return Files.isDirectory(inside) ? inside : path;
    }

    private static void requireFit(Path table, List<String> differences) {
        if (!differences.isEmpty()) {
            throw new UserException("importance.scores: " + table + " has scores of something else: "
                    + String.join("; ", differences)
                    + "; compute them again with espalier score, or insist on them with --force-scores");
        }
    }

    /** What a person should know before its scores are used. */
    Optional<String> caution() {
        return lineage.isPresent()
                ? Optional.empty()
                : Optional.of("importance.scores: that the scores of " + table
                        + " belong to this data is known of their ids only");
    }
}
