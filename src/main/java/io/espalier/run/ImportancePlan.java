package io.espalier.run;

import static io.espalier.run.Rule.require;

import io.espalier.importance.ScoreMethod;
import io.espalier.importance.Selection;
import java.util.Optional;

/** Which examples are kept: the key {@code importance}. */
public record ImportancePlan(
        @Flattened ScoreSource source,
        @Flattened SelectionSettings selection,
        @Flattened ScoringSettings scoring,
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
        require(
                selection.method() != SelectionMethod.WEIGHTED
                        || !source.method().mayBeNegative(),
                "importance.selection weighted keeps examples in proportion to their importance, which by importance.method "
                        + source.method().column()
                        + " is below 0 where the answer is right; loss, el2n and grand never are");
    }

    /** Whether workers remember what presentations showed of their examples, in some part of the run. */
    public boolean remembersExamples() {
        return dynamic.selection().usesLosses()
                || source.computedMethods().stream().anyMatch(ScoreMethod::collectedDuringTraining);
    }

    /** The same with a seed, unless it has one. */
    ImportancePlan seeded(long otherSeed) {
        return seed.isPresent()
                ? this
                : new ImportancePlan(source, selection, scoring, Optional.of(otherSeed), schedule, dynamic);
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
