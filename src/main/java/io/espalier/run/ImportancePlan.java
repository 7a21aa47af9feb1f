package io.espalier.run;

import static io.espalier.run.TrainingPlan.require;

import io.espalier.importance.ScoreMethod;
import io.espalier.importance.Selection;
import io.espalier.importance.Selector;
import io.espalier.run.TrainingPlan.SelectionMethod;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which examples are kept: the key {@code importance}. */
public record ImportancePlan(
        @Setting(value = "How the importance of examples is measured.", fallback = "el2n") ScoreMethod method,
        @Setting(value = "Further methods whose scores are written to the table in the same pass.", fallback = "[]")
                List<ScoreMethod> also,
        @Setting(
                        value =
                                "A table of scores to take instead of computing them: its directory, or that of the run or scoring that wrote it.",
                        fallback = "")
                Optional<String> scores,
        @Setting(value = "How the kept examples are chosen.", fallback = "ccs") SelectionMethod selection,
        @Setting(
                        value = "Fraction of the training examples kept in the end; 0.6 where no intensity is given.",
                        fallback = "",
                        range = "(0, 1]")
                Optional<BigDecimal> kept,
        @Setting(
                        value = "Fraction of hardest examples of each class that ccs drops first.",
                        fallback = "0",
                        range = "[0, 1)")
                BigDecimal hardestDropped,
        @Setting(
                        value =
                                "Fraction of the kept examples that are chosen at random among those that the selection leaves out.",
                        fallback = "0",
                        range = "[0, 1)")
                BigDecimal randomFraction,
        @Setting(
                        value = "Last part of the whole budget that trains on all examples.",
                        fallback = "0.125",
                        range = "[0, 1]")
                BigDecimal fullDataFraction,
        @Setting(
                        value = "Part of the baseline phases before the window whose last rounds score examples.",
                        fallback = "0",
                        range = "[0, 1)")
                double warmupFraction,
        @Setting(
                        value = "Rounds whose weights are used for scoring.",
                        fallback = "5",
                        range = "[1, 100]",
                        unit = "rounds")
                int rounds,
        @Setting(value = "Rows of one scoring block.", fallback = "256", range = "[1, 1000000]", unit = "examples")
                int batch,
        @Setting(
                        value =
                                "Seed of what is drawn of examples: of the selection, of random scores and of clusters; that of training.seed where none is given.",
                        fallback = "",
                        follows = "training.seed")
                Optional<Long> seed,
        @Setting(
                        value =
                                "The way of the number of examples during the hybrid phases, with the keys of constraint.schedule; when empty it is that one.",
                        fallback = "")
                Optional<SchedulePlan> schedule,
        @Setting(value = "Which of the kept examples an epoch passes over.", fallback = "{}") DynamicPlan dynamic) {
    public ImportancePlan {
        also = List.copyOf(also);
        require(
                !also.contains(method) && also.stream().distinct().count() == also.size(),
                "importance.also must name methods beside importance.method " + method.column() + ", each once: "
                        + also.stream().map(ScoreMethod::column).toList());
        require(
                scores.isEmpty() || also.isEmpty(),
                "importance.also is for scores that are computed; with importance.scores they come from a table");
        require(
                selection == SelectionMethod.CCS || hardestDropped.signum() == 0,
                "importance.hardest_dropped is for importance.selection ccs only");
        require(
                selection != SelectionMethod.WEIGHTED || randomFraction.signum() == 0,
                "importance.random_fraction must be 0 with importance.selection weighted, whose weights would not fit: "
                        + TrainingPlan.plain(randomFraction));
    }

    /** All methods whose scores are computed: that of the selection first. */
    public List<ScoreMethod> methods() {
        return Stream.concat(Stream.of(method), also.stream()).toList();
    }

    /** The methods whose scores a run computes itself: none where it takes a table. */
    public List<ScoreMethod> computedMethods() {
        return scores.isEmpty() ? methods() : List.of();
    }

    /** The key that names a method of these. */
    public String keyOf(ScoreMethod named) {
        return named == method ? "importance.method" : "importance.also";
    }

    /** The selector that these settings name. */
    public Selector selector() {
        return SelectionPlan.selector(selection, hardestDropped, randomFraction);
    }

    /** Whether workers remember what presentations showed of their examples, in some part of the run. */
    public boolean remembersExamples() {
        return dynamic.selection().usesLosses()
                || computedMethods().stream().anyMatch(ScoreMethod::collectedDuringTraining);
    }

    /** The same with a seed, unless it has one. */
    ImportancePlan seeded(long otherSeed) {
        return seed.isPresent()
                ? this
                : new ImportancePlan(
                        method,
                        also,
                        scores,
                        selection,
                        kept,
                        hardestDropped,
                        randomFraction,
                        fullDataFraction,
                        warmupFraction,
                        rounds,
                        batch,
                        Optional.of(otherSeed),
                        schedule,
                        dynamic);
    }

    /**
     * The seed that all draws of examples are derived from.
     *
     * @throws IllegalStateException before these settings are part of a plan, which gives them a seed
     */
    public long drawSeed() {
        return seed.orElseThrow(() -> new IllegalStateException("importance.seed is not resolved"));
    }

    /** The seed under which a selection hashes ids. */
    public long selectionSeed() {
        return Selection.hashSeed(drawSeed());
    }
}
