package io.espalier.trainer;

import io.espalier.constraint.Compaction;
import io.espalier.constraint.KeptUnits;
import io.espalier.constraint.UnitCounts;
import io.espalier.constraint.UnitSelector;
import io.espalier.network.Group;
import io.espalier.run.RoundPlan;
import io.espalier.run.TrainingPlan.PhaseKind;
import io.espalier.trainer.TrainerState.Structure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which units are active in a round, and the cut to the final size.
 *
 * <p>Numbers of units follow the schedule exactly; which units is decided by their mean importance over the last
 * {@value #HISTORY_ROUNDS} rounds. Units are cut out physically on entry to a constrained phase, and nowhere else.
 */
final class WidthConstraint {
    static final int HISTORY_ROUNDS = 5;

    private final Map<String, Integer> originalUnits;
    private final Map<String, Integer> targetUnits;

    /**
     * A constraint from a network's units to the target's.
     *
     * @param originalUnits per group, before anything is constrained
     * @param targetUnits per group, at full constraint
     */
    WidthConstraint(Map<String, Integer> originalUnits, Map<String, Integer> targetUnits) {
        this.originalUnits = new LinkedHashMap<>(originalUnits);
        this.targetUnits = new LinkedHashMap<>(targetUnits);
    }

    /**
     * The structure for a round.
     *
     * @param way travelled from all units to the target, in [0, 1]
     * @param measure unit importance of a structure; asked only where units must be chosen before any round measured them
     */
    Structure enter(Structure structure, RoundPlan round, double way, Function<Structure, List<double[]>> measure) {
        Map<String, Integer> counts = counts(structure, way);
        if (counts.equals(structure.mask().counts()) && !cuts(structure, round)) {
            return structure;
        }
        Structure measured = structure.unitScores().isEmpty() && !counts.equals(KeptUnits.all(structure.network()).counts())
                ? structure.withUnitScores(List.of(measure.apply(structure)))
                : structure;
        Structure masked = measured.withMask(choose(measured, counts));
        return round.kind() == PhaseKind.CONSTRAINED ? compact(masked) : masked;
    }

    private boolean cuts(Structure structure, RoundPlan round) {
        return round.kind() == PhaseKind.CONSTRAINED
                && !structure.mask().counts().equals(KeptUnits.all(structure.network()).counts());
    }

    private Map<String, Integer> counts(Structure structure, double way) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Group group : structure.network().groups()) {
            int count = UnitCounts.at(originalUnits.get(group.name()), targetUnits.get(group.name()), way);
            counts.put(group.name(), Math.min(group.units(), count));
        }
        return counts;
    }

    private static KeptUnits choose(Structure structure, Map<String, Integer> counts) {
        Map<String, List<Integer>> kept = new LinkedHashMap<>();
        List<Group> groups = structure.network().groups();
        for (int g = 0; g < groups.size(); g++) {
            String name = groups.get(g).name();
            double[] importance = mean(structure.unitScores(), g, groups.get(g).units());
            kept.put(name, UnitSelector.select(structure.mask().units().get(name), importance, counts.get(name)));
        }
        return new KeptUnits(kept);
    }

    private static double[] mean(List<List<double[]>> history, int group, int units) {
        double[] mean = new double[units];
        for (List<double[]> scores : history) {
            for (int unit = 0; unit < units; unit++) {
                mean[unit] += scores.get(group)[unit] / history.size();
            }
        }
        return mean;
    }

    /** Cuts the masked units out of weights, moments and importance. */
    static Structure compact(Structure structure) {
        Compaction compaction = Compaction.of(structure.network(), structure.mask());
        ModelState model = structure.model();
        float[][] moments = new float[model.moments().length][];
        for (int m = 0; m < moments.length; m++) {
            moments[m] = compaction.apply(model.moments()[m]);
        }
        ModelState small =
                new ModelState(compaction.network(), compaction.apply(model.parameters()), moments, model.updates());
        Map<String, List<Integer>> original = new LinkedHashMap<>();
        structure.mask().units().forEach((group, kept) -> original.put(
                group, kept.stream().map(unit -> structure.originalUnits().get(group).get(unit)).toList()));
        List<List<double[]>> scores = structure.unitScores().stream()
                .map(round -> slice(structure, round))
                .toList();
        return new Structure(
                structure.version() + 1, small, KeptUnits.all(small.network()), original, scores);
    }

    private static List<double[]> slice(Structure structure, List<double[]> scores) {
        List<double[]> sliced = new ArrayList<>();
        int g = 0;
        for (List<Integer> kept : structure.mask().units().values()) {
            double[] group = scores.get(g++);
            sliced.add(kept.stream().mapToDouble(unit -> group[unit]).toArray());
        }
        return sliced;
    }

    /**
     * The structure with one more round's unit importance: a masked unit keeps its last value, only the last
     * {@value #HISTORY_ROUNDS} rounds are held.
     */
    static Structure remember(Structure structure, List<double[]> measured) {
        List<List<double[]>> history = new ArrayList<>(structure.unitScores());
        List<double[]> merged = new ArrayList<>();
        int g = 0;
        for (List<Integer> kept : structure.mask().units().values()) {
            double[] values = history.isEmpty()
                    ? new double[measured.get(g).length]
                    : history.get(history.size() - 1).get(g).clone();
            for (int unit : kept) {
                values[unit] = measured.get(g)[unit];
            }
            merged.add(values);
            g++;
        }
        history.add(merged);
        return structure.withUnitScores(
                history.subList(Math.max(0, history.size() - HISTORY_ROUNDS), history.size()));
    }

    /** The model as it is trained: masked units and their moments zero. */
    static ModelState project(Structure structure) {
        ModelState model = structure.model();
        if (structure.mask().equals(KeptUnits.all(structure.network()))) {
            return model;
        }
        Compaction compaction = Compaction.of(structure.network(), structure.mask());
        float[] parameters = model.parameters().clone();
        compaction.project(parameters);
        float[][] moments = new float[model.moments().length][];
        for (int m = 0; m < moments.length; m++) {
            moments[m] = model.moments()[m].clone();
            compaction.project(moments[m]);
        }
        return new ModelState(model.network(), parameters, moments, model.updates());
    }

    /** The stored vector after a round: active units from the round's result, masked ones as they were put aside. */
    static Structure store(Structure structure, ModelState trained) {
        if (structure.mask().equals(KeptUnits.all(structure.network()))) {
            return structure.withModel(trained);
        }
        Compaction compaction = Compaction.of(structure.network(), structure.mask());
        ModelState stored = structure.model();
        float[] parameters = stored.parameters().clone();
        compaction.copyActive(trained.parameters(), parameters);
        float[][] moments = new float[stored.moments().length][];
        for (int m = 0; m < moments.length; m++) {
            moments[m] = stored.moments()[m].clone();
            compaction.copyActive(trained.moments()[m], moments[m]);
        }
        return structure.withModel(new ModelState(stored.network(), parameters, moments, trained.updates()));
    }

    /** Units whose state differs between two masks of one network. */
    static int changed(KeptUnits before, KeptUnits after) {
        int changed = 0;
        for (Map.Entry<String, List<Integer>> entry : before.units().entrySet()) {
            List<Integer> now = after.units().get(entry.getKey());
            changed += (int) entry.getValue().stream().filter(unit -> !now.contains(unit)).count();
            changed += (int) now.stream().filter(unit -> !entry.getValue().contains(unit)).count();
        }
        return changed;
    }
}
