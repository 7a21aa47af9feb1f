package io.espalier.trainer;

import io.espalier.UserException;
import io.espalier.importance.DynamicSelection;
import io.espalier.importance.OrderStatistics;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.Selection;
import io.espalier.importance.SelectionOrder;
import io.espalier.importance.Selector;
import io.espalier.run.DataSummary;
import io.espalier.run.Position;
import io.espalier.run.RoundPlan;
import io.espalier.run.TrainingPlan;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which examples are trained on in a round: all of them until they are scored, then as many as the timetable says, by the plan's
 * selector.
 *
 * <p>A round's selection is a few thresholds, whether the scores are sorted in memory or counted where they lie.
 */
final class DataConstraint {
    private final Selector selector;
    private final long examples;
    private final boolean selects;
    private final List<ScoreMethod> methods;
    private final DynamicSelection dynamic;
    private Optional<SelectionOrder> order = Optional.empty();
    private Optional<Selection> last = Optional.empty();

    /**
     * The constraint that a plan sets to a data set.
     *
     * @throws IllegalArgumentException if the selector can't keep as many examples as the plan says
     */
    DataConstraint(TrainingPlan plan, DataSummary data, long targetExamples) {
        this.selector = plan.importance().selection().selector();
        this.examples = data.trainExamples();
        this.selects = plan.constrains();
        this.methods = plan.importance().source().computedMethods();
        this.dynamic = plan.importance().dynamic().selection();
        if (selects) {
            requirePossible(plan, data, targetExamples);
        }
    }

    private void requirePossible(TrainingPlan plan, DataSummary data, long targetExamples) {
        try {
            selector.requirePossible(data.trainPerClass(), targetExamples);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "importance.kept " + plan.keptFraction().toPlainString() + " of " + examples
                            + " training examples: " + e.getMessage(),
                    e);
        }
    }

    /** Whether the plan has a phase that may train on fewer than all examples. */
    boolean selects() {
        return selects;
    }

    /** Whether scores are computed with the weights after some rounds. */
    boolean scoresByWeights() {
        return methods.stream().anyMatch(method -> method.origin().needsWeights());
    }

    /** How a round presents the selected examples, and what is noted of them. */
    Presentations presentations(RoundPlan round) {
        Set<Observation> noted = EnumSet.noneOf(Observation.class);
        DynamicSelection chosen = round.skips() ? dynamic : new DynamicSelection.None();
        if (chosen.usesLosses()) {
            noted.add(Observation.LOSS);
        }
        if (round.collectsScores() && methods.contains(ScoreMethod.AUM)) {
            noted.add(Observation.MARGIN);
        }
        if (round.collectsScores() && methods.contains(ScoreMethod.FORGETTING)) {
            noted.add(Observation.FORGETTING);
        }
        return new Presentations(chosen, noted);
    }

    /** Where the run stands after a round, with what the workers reported of the epochs that pass over examples by their losses. */
    Position after(RoundPlan round, RoundOutcome outcome) {
        boolean reported = round.skips() && dynamic.presentedFraction().isEmpty();
        return reported ? round.after().presenting(outcome.presentedFraction()) : round.after();
    }

    void use(OrderStatistics scores) {
        order = Optional.of(selector.order(scores));
        last = Optional.empty();
    }

    /**
     * The selection of a round. Its version is the number of kept examples: scores, selector and seed are fixed in a run, so the
     * number says which examples they are. The last one is remembered: where scores stay with the shards, passes over them find it.
     *
     * @throws UserException if the selector can't choose by these scores
     */
    Selection select(long kept) {
        int version = Math.toIntExact(kept);
        if (kept == examples) {
            return Selection.all(version, version);
        }
        if (last.isEmpty() || last.get().version() != version) {
            last = Optional.of(chosen(version));
        }
        return last.get();
    }

    private Selection chosen(int version) {
        SelectionOrder known = order.orElseThrow(() -> new IllegalStateException("Examples have not been scored"));
        try {
            return known.select(version, version);
        } catch (IllegalArgumentException e) {
            throw new UserException("importance.selection: " + e.getMessage(), e);
        }
    }
}
