package io.espalier.trainer;

import io.espalier.constraint.Compaction;
import io.espalier.constraint.ConstraintConfig;
import io.espalier.constraint.ConstraintResolver;
import io.espalier.constraint.ImportanceHistory;
import io.espalier.constraint.KeptUnits;
import io.espalier.constraint.Ranking;
import io.espalier.constraint.ResolvedConstraint;
import io.espalier.constraint.UnitCounts;
import io.espalier.constraint.UnitSelector;
import io.espalier.network.Group;
import io.espalier.network.Network;
import io.espalier.run.ConstraintPlan;
import io.espalier.run.PhaseKind;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.TrainerState.Structure;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Which units are active in a round, and the cut to the final size.
 *
 * <p>Numbers of units follow the schedule exactly; which units is decided by their importance over the last rounds. Units are cut out
 * physically on entry to a constrained phase, and nowhere else. One vector is stored: a masked unit keeps the values that it had when
 * it was masked, and gets them back when it is active again.
 */
final class WidthConstraint {
    private final ConstraintConfig config;
    private final Ranking ranking;
    private final ResolvedConstraint resolved;
    private final Map<String, Integer> original;

    /**
     * The constraint of a network.
     *
     * @param network before anything is constrained
     * @throws io.espalier.constraint.UnreachableTargetException if the network can't be narrowed so far
     */
    WidthConstraint(Network network, ConstraintConfig config, Ranking ranking, boolean rounding) {
        this.config = config;
        this.ranking = ranking;
        this.resolved = ConstraintResolver.resolve(network, config, ranking, rounding);
        this.original = KeptUnits.all(network).counts();
    }

    /** The constraint that a plan sets to a network. */
    static WidthConstraint of(TrainingPlan plan, Network network) {
        ConstraintPlan constraint = plan.constraint();
        boolean narrows = plan.constrains();
        return new WidthConstraint(
                network,
                narrows ? constraint.config() : ConstraintConfig.reduction(BigDecimal.ZERO),
                constraint.ranking(),
                constraint.rounding());
    }

    /** Target and its cost; with ranking across groups the numbers of units are decided by importance later. */
    ResolvedConstraint resolved() {
        return resolved;
    }

    /**
     * The structure in which a round of a phase is trained.
     *
     * @param way travelled from all units to the target, in [0, 1]
     * @param measure unit importance of a structure; asked only where units must be chosen before any round measured them
     */
    Structure enter(Structure structure, PhaseKind phase, double way, Function<Structure, List<double[]>> measure) {
        boolean whole = isWhole(structure);
        if (way == 0 && whole) {
            return structure;
        }
        Structure measured =
                structure.unitScores().isEmpty() ? remember(structure, measure.apply(structure)) : structure;
        List<Group> groups = measured.network().groups();
        KeptUnits kept = UnitSelector.select(groups, measured.mask(), counts(measured, way), measured.unitScores())
                .kept();
        Structure masked = measured.withMask(kept);
        return phase == PhaseKind.CONSTRAINED && !isWhole(masked) ? compact(masked) : masked;
    }

    private Map<String, Integer> counts(Structure structure, double way) {
        Map<String, Integer> scheduled = UnitCounts.counts(original, targets(structure), way);
        Map<String, Integer> present = KeptUnits.all(structure.network()).counts();
        Map<String, Integer> counts = new LinkedHashMap<>();
        // After a compaction fewer units may be there than an earlier schedule value asks for.
        scheduled.forEach(
                (group, count) -> counts.put(group, Math.min(count, Objects.requireNonNull(present.get(group)))));
        return counts;
    }

    /** With ranking across groups the target follows the importance until units are cut, and is what was left of them after that. */
    private Map<String, Integer> targets(Structure structure) {
        if (ranking != Ranking.GLOBAL) {
            return resolved.units();
        }
        Map<String, Integer> present = KeptUnits.all(structure.network()).counts();
        return present.equals(original)
                ? ConstraintResolver.rank(
                                structure.network(),
                                config,
                                ImportanceHistory.mean(structure.network().groups(), structure.unitScores()))
                        .counts()
                : present;
    }

    /** The structure with one more round's unit importance; a masked unit keeps its last value. */
    static Structure remember(Structure structure, List<double[]> measured) {
        return structure.withUnitScores(ImportanceHistory.append(
                structure.network().groups(), structure.unitScores(), measured, structure.mask()));
    }

    /** Cuts the masked units out of weights, moments and importance. */
    static Structure compact(Structure structure) {
        Compaction compaction = Compaction.of(structure.network(), structure.mask());
        ModelState model = structure.model();
        ModelState small = new ModelState(
                compaction.network(),
                compaction.apply(model.parameters()),
                each(model.moments(), compaction::apply),
                model.updates());
        Map<String, List<Integer>> survivors = new LinkedHashMap<>();
        structure.mask().units().forEach((group, kept) -> {
            List<Integer> origin = structure.origin(group);
            survivors.put(group, kept.stream().map(origin::get).toList());
        });
        return new Structure(
                structure.version() + 1,
                small,
                structure.outerMomentum().stream().map(compaction::apply).toList(),
                KeptUnits.all(small.network()),
                survivors,
                ImportanceHistory.cut(structure.network().groups(), structure.unitScores(), structure.mask()));
    }

    /** The model as it is trained: masked units and their moments zero. */
    static ModelState project(Structure structure) {
        ModelState model = structure.model();
        Masking masking = masking(structure);
        return new ModelState(
                model.network(),
                masking.project(model.parameters()),
                each(model.moments(), masking::project),
                model.updates());
    }

    /**
     * The structure after a round: active units from the round's result, masked ones as they were put aside.
     *
     * @param parameters of the result; this and the other arrays are the structure's from now on
     * @param moments of the result
     * @param outerMomentum of the result; one array or none
     * @param updates made so far by each worker
     */
    static Structure store(
            Structure structure, float[] parameters, float[][] moments, List<float[]> outerMomentum, long updates) {
        Masking masking = masking(structure);
        ModelState stored = structure.model();
        masking.restore(parameters, stored.parameters());
        for (int m = 0; m < moments.length; m++) {
            masking.restore(moments[m], stored.moments()[m]);
        }
        for (int i = 0; i < structure.outerMomentum().size(); i++) {
            masking.restore(outerMomentum.get(i), structure.outerMomentum().get(i));
        }
        return structure.withModel(new ModelState(stored.network(), parameters, moments, updates), outerMomentum);
    }

    private static Masking masking(Structure structure) {
        return Masking.of(structure.network(), structure.mask());
    }

    /** What was cut out of the network between two structures; empty where its sizes are the same. */
    static List<RoundTask.Cut> cuts(Structure before, Structure after) {
        if (before.network().equals(after.network())) {
            return List.of();
        }
        Map<String, List<Integer>> kept = new LinkedHashMap<>();
        after.originalUnits()
                .forEach((group, survivors) -> kept.put(
                        group,
                        survivors.stream().map(before.origin(group)::indexOf).toList()));
        return List.of(new RoundTask.Cut(before.network(), new KeptUnits(kept)));
    }

    /** Whether every unit is active. */
    static boolean isWhole(Structure structure) {
        return structure.mask().equals(KeptUnits.all(structure.network()));
    }

    private static float[][] each(float[][] arrays, UnaryOperator<float[]> function) {
        float[][] results = new float[arrays.length][];
        for (int i = 0; i < arrays.length; i++) {
            results[i] = function.apply(arrays[i]);
        }
        return results;
    }
}
