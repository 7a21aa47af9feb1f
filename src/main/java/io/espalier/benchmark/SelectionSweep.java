package io.espalier.benchmark;

import io.espalier.importance.ScoreMethod;
import io.espalier.run.SelectionMethod;
import io.espalier.run.SelectionPlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The selections that are compared: each method with each way to choose at each level, but one that looks at no scores only once a level.
 *
 * @param methods whose scores the examples are chosen by, at least one
 * @param selections ways to choose, at least one that goes by scores; the first is compared with each of the others
 * @param levels how many examples are kept, at least one
 */
public record SelectionSweep(List<ScoreMethod> methods, List<SelectionMethod> selections, List<Level> levels) {
    /**
     * How many examples are kept.
     *
     * @param kept fraction of the training examples, in (0, 1)
     * @param hardestDropped fraction of hardest examples of each class that ccs drops first, in [0, 1)
     */
    public record Level(BigDecimal kept, BigDecimal hardestDropped) {}

    /**
     * One selection against another one at one level, by the same scores where both go by scores.
     *
     * @param job the first of the selections
     * @param reference one of the others
     */
    record Compared(SelectionArm job, SelectionArm reference) {
        Comparison comparison() {
            return new Comparison(reference.arm(), job.arm());
        }
    }

    public SelectionSweep {
        methods = List.copyOf(methods);
        selections = List.copyOf(selections);
        levels = List.copyOf(levels);
        requireDifferent("Methods", methods);
        requireDifferent("Selections", selections);
        requireDifferent("Fractions kept", levels.stream().map(Level::kept).toList());
        boolean scored = false;
        for (Level level : levels) {
            for (SelectionMethod selection : selections) {
                scored |= usesScores(selection, level);
            }
        }
        if (!scored) {
            throw new IllegalArgumentException("Selections must have one that goes by scores: " + selections);
        }
    }

    private static void requireDifferent(String what, List<?> values) {
        if (values.isEmpty() || Set.copyOf(values).size() < values.size()) {
            throw new IllegalArgumentException(
                    what + " must be at least one, and different from each other: " + values);
        }
    }

    /** All arms, level by level. */
    List<SelectionArm> arms() {
        Set<SelectionArm> arms = new LinkedHashSet<>();
        for (Level level : levels) {
            for (ScoreMethod method : methods) {
                selections.forEach(selection -> arms.add(arm(method, selection, level)));
            }
        }
        return List.copyOf(arms);
    }

    /** The first arm that goes by scores. */
    SelectionArm firstScored() {
        return arms().stream()
                .filter(arm -> arm.method().isPresent())
                .findFirst()
                .orElseThrow();
    }

    /** What is compared, level by level. */
    List<Compared> compared() {
        Set<Compared> compared = new LinkedHashSet<>();
        for (Level level : levels) {
            for (ScoreMethod method : methods) {
                SelectionArm job = arm(method, selections.get(0), level);
                selections.stream()
                        .skip(1)
                        .forEach(other -> compared.add(new Compared(job, arm(method, other, level))));
            }
        }
        return new ArrayList<>(compared);
    }

    private static SelectionArm arm(ScoreMethod method, SelectionMethod selection, Level level) {
        return new SelectionArm(
                usesScores(selection, level) ? Optional.of(method) : Optional.empty(), plan(selection, level));
    }

    private static boolean usesScores(SelectionMethod selection, Level level) {
        return plan(selection, level).selector().usesScores();
    }

    private static SelectionPlan plan(SelectionMethod selection, Level level) {
        BigDecimal dropped = selection == SelectionMethod.CCS ? level.hardestDropped() : BigDecimal.ZERO;
        return new SelectionPlan(selection, dropped, BigDecimal.ZERO, level.kept(), 1);
    }
}
