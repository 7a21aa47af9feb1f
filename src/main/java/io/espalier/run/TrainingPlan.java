package io.espalier.run;

import static io.espalier.Words.plain;
import static io.espalier.Words.word;
import static io.espalier.run.Rule.require;
import static io.espalier.run.Setting.REQUIRED;

import io.espalier.importance.ScoreMethod;
import java.math.BigDecimal;
import java.util.List;

/**
 * Everything that a run depends on: the job file with all defaults filled in. A key of the job file is a component here.
 *
 * <p>What one key asks of its own value stands in its {@link Setting}. What keys ask of each other is checked where their record is made:
 * an {@link IllegalArgumentException} of one line, whose first word is the dotted key that the line is about.
 */
public record TrainingPlan(
        @Setting(value = "Version of the job file's format.", fallback = "1", range = "[1, 1]") int version,
        @Setting(value = "Name of the job; the start of the run id.", fallback = "job", identity = false) String name,
        @Setting(value = "The data set.", fallback = REQUIRED) DataPlan data,
        @Setting(value = "The network before it is constrained.", fallback = REQUIRED) NetworkPlan network,
        @Setting(value = "How it is trained.", fallback = "{}") TrainingSettings training,
        @Setting(
                        value =
                                "Phases in order, each with its fraction of the budget; they may repeat or be left out; the fractions sum to 1.",
                        fallback = "[{baseline: 0.2}, {hybrid: 0.3}, {constrained: 0.5}]")
                List<PhasePlan> phases,
        @Setting(value = "How the network is narrowed.", fallback = "{}") ConstraintPlan constraint,
        @Setting(value = "Which examples are kept.", fallback = "{}") ImportancePlan importance,
        @Setting(value = "How the workers' results become one network.", fallback = "{}") AveragingPlan averaging,
        @Setting(value = "When the run's state is saved.", fallback = "{}", identity = false) CheckpointPlan checkpoint,
        @Setting(value = "What a request to stop does.", fallback = "{}", identity = false) StopPlan stop,
        @Setting(value = "What the run asks of its cluster.", fallback = "{}", identity = false) ClusterPlan cluster,
        @Setting(
                        value =
                                "Spark master: local[n], local[*], local-cluster[n,cores,mb], spark://host:port, k8s://url.",
                        fallback = "local[*,4]",
                        identity = false)
                String master,
        @Setting(value = "Directory under which the run directory is made.", fallback = "runs", identity = false)
                String output) {

    public TrainingPlan {
        phases = List.copyOf(phases);
        importance = importance.seeded(training.seed());
        requirePhases(training.budget(), phases);
        requireCollected(importance, phases);
        if (averaging.master() == AveragingPlan.Master.DL4J) {
            requireUnconstrained(training, phases);
            requireNothingNoted(importance);
        }
        if (importance.dynamic().skips()) {
            requireShorterEpochs(training.budget());
        }
        require(
                importance.selection().kept().isEmpty()
                        || constraint.intensity().isEmpty(),
                "importance.kept and constraint.intensity exclude each other");
        BigDecimal kept = keptFraction(importance, constraint);
        BigDecimal most = BigDecimal.ONE.subtract(importance.selection().hardestDropped());
        require(
                kept.compareTo(most) <= 0,
                "importance.kept must be at most 1 - importance.hardest_dropped = " + plain(most) + ": " + plain(kept));
    }

    /** The same plan at another Spark master, with another output. */
    public TrainingPlan at(String otherMaster, String otherOutput) {
        return new TrainingPlan(
                version,
                name,
                data,
                network,
                training,
                phases,
                constraint,
                importance,
                averaging,
                checkpoint,
                stop,
                cluster,
                otherMaster,
                otherOutput);
    }

    /** The same network on the same data in one baseline phase of another length, from another seed. */
    public TrainingPlan shortened(Budget budget, long seed) {
        return new TrainingPlan(
                version,
                name,
                data,
                network,
                training.with(budget, seed),
                List.of(new PhasePlan(PhaseKind.BASELINE, BigDecimal.ONE)),
                constraint,
                importance,
                averaging,
                checkpoint,
                stop,
                cluster,
                master,
                output);
    }

    /**
     * Fraction of the training examples kept at full constraint: {@code importance.kept}, else 1 - 0.8 i from {@code
     * constraint.intensity} i, else 0.6. Exact.
     */
    public BigDecimal keptFraction() {
        return keptFraction(importance, constraint);
    }

    private static BigDecimal keptFraction(ImportancePlan importance, ConstraintPlan constraint) {
        return importance.selection().kept().orElseGet(() -> constraint
                .intensity()
                .map(intensity -> BigDecimal.ONE.subtract(intensity.multiply(new BigDecimal("0.8"))))
                .orElse(new BigDecimal("0.6")));
    }

    private static void requirePhases(Budget budget, List<PhasePlan> phases) {
        BigDecimal sum = phases.stream().map(PhasePlan::fraction).reduce(BigDecimal.ZERO, BigDecimal::add);
        require(sum.compareTo(BigDecimal.ONE) == 0, "phases must have fractions that sum to 1 exactly: " + plain(sum));
        BigDecimal start = BigDecimal.ZERO;
        for (BigDecimal end : Timetable.phaseEnds(budget, phases)) {
            require(
                    end.compareTo(start) > 0,
                    "phases must have at least 1 step each; training.budget.steps is " + plain(budget.total()));
            start = end;
        }
    }

    /** A method whose scores a training collects sees no presentation where no baseline phase comes first: all its scores would be equal. */
    private static void requireCollected(ImportancePlan importance, List<PhasePlan> phases) {
        if (phases.get(0).kind() == PhaseKind.BASELINE) {
            return;
        }
        importance.source().computedMethods().stream()
                .filter(ScoreMethod::collectedDuringTraining)
                .findFirst()
                .ifPresent(method -> {
                    throw new IllegalArgumentException(
                            importance.source().keyOf(method) + " " + method.column()
                                    + " is collected in the leading baseline phases, and phases has none: let it begin with baseline");
                });
    }

    /** What dl4j-spark's master can do: plain steps of the whole network on all examples. */
    private static void requireUnconstrained(TrainingSettings training, List<PhasePlan> phases) {
        for (PhasePlan phase : phases) {
            require(
                    phase.kind() == PhaseKind.BASELINE,
                    "phases must all be baseline with averaging.master dl4j, which trains without constraint: "
                            + word(phase.kind()));
        }
        require(
                training.engine() != Engine.COMPILED,
                "training.engine must be auto or dl4j with averaging.master dl4j, which trains by DL4J's own steps: compiled");
        require(
                training.accumulation() == 1,
                "training.accumulation must be 1 with averaging.master dl4j: " + training.accumulation());
    }

    /** Examples that are passed over save time only where an epoch gets shorter by them. */
    private static void requireShorterEpochs(Budget budget) {
        require(
                budget.epochs().isPresent(),
                "importance.dynamic needs training.budget.epochs: to pass over examples shortens an epoch, not a number of steps");
    }

    /** Whether there is a phase that narrows the network and chooses examples. */
    public boolean constrains() {
        return phases.stream().anyMatch(phase -> phase.kind() != PhaseKind.BASELINE);
    }

    /** Whether workers carry more than a cursor from one round to the next. */
    public boolean workersKeepState() {
        return averaging.workersKeepState() || importance.remembersExamples();
    }

    /** DL4J's step says nothing of single examples. */
    private static void requireNothingNoted(ImportancePlan importance) {
        require(
                !importance.dynamic().skips(),
                "importance.dynamic must be none with averaging.master dl4j, which trains on all examples: "
                        + word(importance.dynamic().kind()));
        List<String> noted = importance.source().methods().stream()
                .filter(ScoreMethod::collectedDuringTraining)
                .map(ScoreMethod::column)
                .toList();
        require(
                noted.isEmpty(),
                "importance.method and importance.also must have no " + String.join(", ", noted)
                        + " with averaging.master dl4j, which notes nothing of single examples");
    }
}
