package io.espalier.api;

import io.espalier.constraint.Compaction;
import io.espalier.constraint.ConstraintConfig;
import io.espalier.constraint.ConstraintResolver;
import io.espalier.constraint.ImportanceHistory;
import io.espalier.constraint.KeptUnits;
import io.espalier.constraint.MaskedSteps;
import io.espalier.constraint.Ranking;
import io.espalier.constraint.TaylorImportance;
import io.espalier.constraint.UnitCounts;
import io.espalier.constraint.UnitImportance;
import io.espalier.constraint.UnitSelector;
import io.espalier.dl4j.LiveModel;
import io.espalier.network.Group;
import io.espalier.network.Network;
import io.espalier.network.Shape;
import io.espalier.schedule.ConstraintScheduler;
import io.espalier.schedule.Dimension;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * Narrows a DL4J model while somebody else's loop trains it by {@code fit}.
 *
 * <p>Every {@code everySteps} steps, at the progress p = step / totalSteps, the scheduler says how many units of each group are active,
 * and the least important others are masked: their weights and optimizer moments are zero, and what they were is kept. A unit that comes
 * back gets its weights and moments back. At the end {@link #compact} makes the smaller model without the masked units.
 *
 * <p>Importance of units: first-order Taylor over the last {@value #BATCHES} batches before a change (see {@link TaylorImportance}), or
 * L2, which needs no gradients. Belongs to one model, a MultiLayerNetwork or ComputationGraph with one input and one output; used by the
 * thread that trains. Costs a copy of parameters and gradient in each measured batch, and of parameters and moments at each change.
 */
public final class ConstraintTrainingListener extends BaseTrainingListener {
    private static final int BATCHES = 16;

    /** How the importance of a unit is measured. */
    public enum Importance {
        /** By gradients. */
        TAYLOR,
        /** By weights. */
        L2
    }

    private final ConstraintConfig config;
    private final ConstraintScheduler scheduler;
    private final Importance importance;
    private final int totalSteps;
    private final int everySteps;
    private final Function<Model, LiveModel> access;
    private Optional<Masking> masking = Optional.empty();
    private int steps;

    /**
     * A listener for a model whose configuration says the size of its input.
     *
     * @param config how far the model is narrowed in the end
     * @param scheduler the way to there; moves at least the dimensions of the model's groups
     * @param totalSteps steps (updates) of the whole training, at least 1; afterwards the targets hold
     * @param everySteps steps between two changes, at least 1
     */
    public ConstraintTrainingListener(
            ConstraintConfig config,
            ConstraintScheduler scheduler,
            Importance importance,
            int totalSteps,
            int everySteps) {
        this(config, scheduler, importance, totalSteps, everySteps, LiveModel::of);
    }

    /** A listener for a model that takes examples of a known shape; see the other constructor. */
    public ConstraintTrainingListener(
            ConstraintConfig config,
            ConstraintScheduler scheduler,
            Importance importance,
            int totalSteps,
            int everySteps,
            Shape input) {
        this(config, scheduler, importance, totalSteps, everySteps, model -> LiveModel.of(model, input));
    }

    private ConstraintTrainingListener(
            ConstraintConfig config,
            ConstraintScheduler scheduler,
            Importance importance,
            int totalSteps,
            int everySteps,
            Function<Model, LiveModel> access) {
        if (totalSteps < 1 || everySteps < 1) {
            throw new IllegalArgumentException(
                    "Total steps and steps between changes must be at least 1: " + totalSteps + ", " + everySteps);
        }
        this.config = config;
        this.scheduler = scheduler;
        this.importance = importance;
        this.totalSteps = totalSteps;
        this.everySteps = everySteps;
        this.access = access;
    }

    /** The model without its masked units: the same configuration with other sizes, weights and moments of the units that are left. */
    public static MultiLayerNetwork compact(MultiLayerNetwork model) {
        LiveModel live = LiveModel.of(model);
        return (MultiLayerNetwork) live.compact(live.unmasked());
    }

    /** The model for examples of a known shape without its masked units. */
    public static MultiLayerNetwork compact(MultiLayerNetwork model, Shape input) {
        LiveModel live = LiveModel.of(model, input);
        return (MultiLayerNetwork) live.compact(live.unmasked());
    }

    /** The model without its masked units: the same configuration with other sizes, weights and moments of the units that are left. */
    public static ComputationGraph compact(ComputationGraph model) {
        LiveModel live = LiveModel.of(model);
        return (ComputationGraph) live.compact(live.unmasked());
    }

    /** The model for examples of a known shape without its masked units. */
    public static ComputationGraph compact(ComputationGraph model, Shape input) {
        LiveModel live = LiveModel.of(model, input);
        return (ComputationGraph) live.compact(live.unmasked());
    }

    /** Steps that were seen. */
    public int steps() {
        return steps;
    }

    /** Units that are active; before the first step of a model there are none to name. */
    public Optional<KeptUnits> active() {
        return masking.map(state -> state.active);
    }

    @Override
    public void onGradientCalculation(Model model) {
        int batchesLeft = everySteps - steps % everySteps;
        if (importance == Importance.TAYLOR && batchesLeft <= BATCHES) {
            masking(model).measure(model.batchSize());
        }
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        Masking state = masking(model);
        steps++;
        if (steps % everySteps == 0) {
            state.change(Math.min(1, (double) steps / totalSteps));
        } else {
            state.hold();
        }
    }

    private Masking masking(Model model) {
        if (masking.isEmpty()) {
            masking = Optional.of(new Masking(model, access.apply(model)));
        }
        if (masking.get().model != model) {
            throw new IllegalStateException("A constraint listener belongs to one model");
        }
        return masking.get();
    }

    /** The masked state of one model. */
    private final class Masking {
        private final Model model;
        private final LiveModel live;
        private final Network network;
        private final List<Group> groups;
        private final Map<String, Integer> targets;
        private final boolean needsHolding;
        private KeptUnits active;
        private Compaction mask;
        /** Weights and moments in which masked units have their last values. */
        private float[] storedParameters;

        private float[][] storedMoments;
        private List<List<double[]>> history = List.of();
        private List<double[]> measured;
        private int batches;

        Masking(Model model, LiveModel live) {
            this.model = model;
            this.live = live;
            this.network = live.network();
            this.groups = network.groups();
            this.active = KeptUnits.all(network);
            this.targets = ConstraintResolver.resolve(network, config, Ranking.PER_GROUP, true)
                    .units();
            this.needsHolding = MaskedSteps.needsMasking(network);
            this.mask = Compaction.of(network, active);
            this.storedParameters = live.parameters();
            this.storedMoments = live.moments();
            this.measured = UnitImportance.zeros(network);
        }

        /** Adds the Taylor terms of the batch whose gradient was just computed, at the weights before the update. */
        void measure(int rows) {
            float[] gradient = live.gradient();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] /= rows;
            }
            TaylorImportance.add(groups, network.layout(), gradient, live.parameters(), measured);
            batches++;
        }

        /** Chooses the active units at a progress, stores what gets masked and puts back what returns. */
        void change(double progress) {
            float[] parameters = live.parameters();
            float[][] moments = live.moments();
            mask.copyActive(parameters, storedParameters);
            for (int i = 0; i < moments.length; i++) {
                mask.copyActive(moments[i], storedMoments[i]);
            }
            history = ImportanceHistory.append(groups, history, scores(parameters), active);
            active = UnitSelector.select(groups, active, counts(progress), history)
                    .kept();
            mask = Compaction.of(network, active);
            live.write(projected(storedParameters), projected(storedMoments));
        }

        private List<double[]> scores(float[] parameters) {
            if (importance == Importance.L2) {
                return UnitImportance.l2(network, parameters);
            }
            int count = Math.max(1, batches);
            List<double[]> scores = measured.stream()
                    .map(values ->
                            Arrays.stream(values).map(value -> value / count).toArray())
                    .toList();
            measured = UnitImportance.zeros(network);
            batches = 0;
            return scores;
        }

        private Map<String, Integer> counts(double progress) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            for (Group group : groups) {
                double way = scheduler.schedule(dimension(group.kind())).value(progress);
                int target = Objects.requireNonNull(targets.get(group.name()));
                counts.put(group.name(), UnitCounts.count(group.units(), target, way));
            }
            return counts;
        }

        /** Sets masked values to zero again after an update that may have moved them. */
        void hold() {
            if (needsHolding && mask.activeParameters() < network.layout().trainable()) {
                live.write(projected(live.parameters()), projected(live.moments()));
            }
        }

        private float[] projected(float[] values) {
            float[] copy = values.clone();
            mask.project(copy);
            return copy;
        }

        private float[][] projected(float[][] values) {
            return Arrays.stream(values).map(this::projected).toArray(float[][]::new);
        }
    }

    private static Dimension dimension(Group.Kind kind) {
        return switch (kind) {
            case WIDTH -> Dimension.WIDTH;
            case HEAD -> Dimension.HEADS;
            case FEED_FORWARD -> Dimension.FEED_FORWARD;
        };
    }
}
