package io.espalier.api;

import static io.espalier.Words.word;

import io.espalier.UserException;
import io.espalier.importance.Explanation;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoreWords;
import io.espalier.importance.SelectionCoverage;
import io.espalier.importance.SelectionCoverage.Count;
import io.espalier.importance.SelectionCoverage.Range;
import io.espalier.run.ScoreLineage;
import io.espalier.run.ScoreLineage.Column;
import io.espalier.run.SelectionLineage;
import io.espalier.run.SelectionLineage.ClassCount;
import io.espalier.run.SelectionLineage.StratumCount;
import io.espalier.run.SelectionLineage.Thresholds;
import io.espalier.run.SelectionPlan;
import io.espalier.spark.Cluster;
import io.espalier.spark.TableDirectory;
import io.espalier.spark.TableSelection;
import io.espalier.store.JsonDocument;
import io.espalier.store.LineageJson;
import io.espalier.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One selection from a table of scores, from the check of its lineage to the directory. */
final class ScoreSelection {
    private static final String LINEAGE = "_lineage.json";

    private final SelectionRequest request;
    private final Cluster cluster;
    private final Consumer<String> warnings;
    private final Optional<ScoreLineage> lineage;

    /**
     * A selection that has read nothing but the lineage.
     *
     * @param warnings told what a person should know
     */
    ScoreSelection(SelectionRequest request, Cluster cluster, Consumer<String> warnings) {
        this.request = request.of(table(request.scores()));
        this.cluster = cluster;
        this.warnings = warnings;
        this.lineage = lineage(this.request.scores());
    }

    private static String table(String scores) {
        return scores.contains("://")
                ? scores
                : GivenTable.within(Path.of(scores)).toString();
    }

    private static Optional<ScoreLineage> lineage(String scores) {
        return scores.contains("://") ? Optional.empty() : LineageJson.read(Path.of(scores));
    }

    SelectionLineage write(Path output) {
        RunDirectory.requireNew(output, "--output");
        TableDirectory.requireFree(output);
        requireOutsideOfTable(output);
        cluster.requireShared(RunDirectory.existing(output));
        return working(() -> {
            TableSelection selection = choose();
            return selection.write(output, (directory, coverage) -> {
                SelectionLineage written = describe(selection, coverage);
                new JsonDocument<>(SelectionLineage.class).write(written, directory.resolve(LINEAGE));
                return written;
            });
        });
    }

    /** The table would have rows of another kind from then on. */
    private void requireOutsideOfTable(Path output) {
        if (request.scores().contains("://")) {
            return;
        }
        try {
            Path table = Path.of(request.scores()).toRealPath();
            if (RunDirectory.existing(output).toRealPath().startsWith(table)) {
                throw new UserException("--output " + output + " is inside of the table " + request.scores()
                        + "; name a directory outside of it");
            }
        } catch (IOException e) {
            throw new UserException("Can't read " + request.scores() + ": " + e.getMessage(), e);
        }
    }

    Explanation explain(long id) {
        return working(() -> choose().explain(id));
    }

    private <R> R working(Supplier<R> work) {
        return cluster.doing(() -> "start again", work);
    }

    private TableSelection choose() {
        SelectionPlan plan = request.plan();
        TableSelection selection = cluster.select(request.scores(), request.column(), this::lowIsImportant, plan);
        lineage.ifPresent(known -> requireFitting(known, selection));
        if (lineage.isEmpty()) {
            warnings.accept(
                    request.scores() + " has no " + LINEAGE + ": nothing says what its scores were computed from");
        }
        plan.selector().caution(plan.keep()).ifPresent(warnings);
        return selection;
    }

    private void requireFitting(ScoreLineage known, TableSelection selection) {
        if (known.examples() != selection.examples()) {
            throw new UserException(request.scores() + " has " + selection.examples() + " rows, its " + LINEAGE
                    + " speaks of " + known.examples() + ": it is not the table that was written with it");
        }
        List<String> methods = known.methods().stream().map(Column::name).toList();
        if (!methods.contains(selection.score())) {
            throw new UserException(request.scores() + ": its " + LINEAGE + " does not say how column "
                    + selection.score() + " was computed, but " + String.join(", ", methods));
        }
    }

    /** As the lineage says; a column that it does not speak of is a method by its name, or nothing is known of it. */
    private boolean lowIsImportant(String column) {
        Stream<Column> said = lineage.stream().flatMap(known -> known.methods().stream());
        Stream<Column> named = Arrays.stream(ScoreMethod.values()).map(Column::of);
        return Stream.concat(said, named)
                .filter(each -> each.name().equals(column))
                .findFirst()
                .map(each -> !each.highIsImportant())
                .orElse(false);
    }

    private SelectionLineage describe(TableSelection selection, SelectionCoverage coverage) {
        SelectionPlan plan = request.plan();
        List<ClassCount> classes = classes(coverage, selection);
        List<String> lost =
                coverage.missing().stream().map(selection.classNames()::get).toList();
        if (!lost.isEmpty()) {
            warnings.accept("no example is kept of " + lost.size() + " classes: " + first(lost));
        }
        return new SelectionLineage(
                SelectionLineage.SCHEMA_VERSION,
                request.scores(),
                selection.score(),
                selection.words().highIsImportant(),
                word(plan.method()),
                plan.hardestDropped(),
                plan.randomFraction(),
                plan.keep(),
                plan.seed(),
                selection.examples(),
                selection.count(),
                classes,
                strata(coverage, selection.words()),
                Thresholds.of(selection.choice().rule(), selection.words(), plan.hashSeed()),
                lineage.map(ScoreLineage::dataFingerprint),
                Espalier.version());
    }

    /** Empty where the table has no labels. */
    private static List<ClassCount> classes(SelectionCoverage coverage, TableSelection selection) {
        List<ClassCount> classes = new ArrayList<>();
        for (Count count : selection.labelled() ? coverage.ofClasses() : List.<Count>of()) {
            classes.add(new ClassCount(selection.classNames().get(classes.size()), count.examples(), count.kept()));
        }
        return classes;
    }

    /** Ascending in the column's own numbers. */
    private static List<StratumCount> strata(SelectionCoverage coverage, ScoreWords words) {
        List<StratumCount> strata = new ArrayList<>();
        for (Range range : coverage.strata()) {
            strata.add(new StratumCount(
                    words.lowest(range.from(), range.to()),
                    words.highest(range.from(), range.to()),
                    range.count().examples(),
                    range.count().kept()));
        }
        if (!words.highIsImportant()) {
            Collections.reverse(strata);
        }
        return strata;
    }

    private static String first(List<String> names) {
        int shown = Math.min(10, names.size());
        return String.join(", ", names.subList(0, shown)) + (shown < names.size() ? ", ..." : "");
    }
}
