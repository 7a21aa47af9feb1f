package io.espalier.run;

import static io.espalier.run.Setting.REQUIRED;

import io.espalier.schedule.LearningRateSchedule;
import io.espalier.schedule.LearningRateSchedule.Decay;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
        requirePhases(training.budget(), phases);
        require(
                importance.kept().isEmpty() || constraint.intensity().isEmpty(),
                "importance.kept and constraint.intensity exclude each other");
        BigDecimal kept = keptFraction(importance, constraint);
        BigDecimal most = BigDecimal.ONE.subtract(importance.hardestDropped());
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
                otherMaster,
                otherOutput);
    }

    /**
     * Fraction of the training examples kept at full constraint: {@code importance.kept}, else 1 - 0.8 i from {@code
     * constraint.intensity} i, else 0.6. Exact.
     */
    public BigDecimal keptFraction() {
        return keptFraction(importance, constraint);
    }

    private static BigDecimal keptFraction(ImportancePlan importance, ConstraintPlan constraint) {
        return importance.kept().orElseGet(() -> constraint
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

    static void require(boolean kept, String rule) {
        if (!kept) {
            throw new IllegalArgumentException(rule);
        }
    }

    static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /** Where examples come from. */
    public enum Source {
        DIGITS,
        IDX,
        CSV,
        PARQUET
    }

    /** How features are brought to a common range; always fitted on the training examples only. */
    public enum Scaling {
        /** RANGE for digits and idx, STANDARDIZE for csv and parquet. */
        AUTO,
        /** As they are. */
        NONE,
        /** One minimum and maximum over all features, to [0, 1]. */
        RANGE,
        /** Minimum and maximum of each feature, to [0, 1]. */
        MIN_MAX,
        /** Mean 0 and standard deviation 1 of each feature. */
        STANDARDIZE
    }

    /** Kinds of network that a job file can name. */
    public enum NetworkKind {
        /** Dense layers. */
        MLP,
        /** Two convolutions with pooling, one dense layer. */
        LENET,
        /** A DL4J configuration in JSON (MultiLayerConfiguration or ComputationGraphConfiguration); fresh weights. */
        DL4J,
        /** A DL4J model zip; its weights are the start. */
        MODEL
    }

    public record NetworkPlan(
            @Setting(value = "Kind of network.", fallback = REQUIRED) NetworkKind kind,
            @Setting(
                            value =
                                    "Units of each hidden layer; lenet: channels, channels, dense units (20, 50, 500 when empty).",
                            fallback = "[]")
                    List<Integer> hidden,
            @Setting(value = "Activation of hidden layers.", fallback = "relu")
                    io.espalier.network.Activation activation,
            @Setting(value = "Fraction of hidden values dropped while training.", fallback = "0", range = "[0, 1)")
                    double dropout,
            @Setting(value = "File of the kinds dl4j and model.", fallback = "") Optional<String> path) {
        public NetworkPlan {
            hidden = List.copyOf(hidden);
            boolean file = kind == NetworkKind.DL4J || kind == NetworkKind.MODEL;
            require(!file || path.isPresent(), "network.path must be given with network.kind " + word(kind));
            require(file || path.isEmpty(), "network.path has no meaning with network.kind " + word(kind));
            require(
                    !file || hidden.isEmpty(),
                    "network.hidden has no meaning with network.kind " + word(kind) + ": the file says it");
            require(
                    kind == NetworkKind.MLP || dropout == 0,
                    "network.dropout is for network.kind mlp only: " + dropout);
            require(hidden.stream().allMatch(units -> units > 0), "network.hidden must be at least 1 each: " + hidden);
            require(
                    kind != NetworkKind.LENET || hidden.isEmpty() || hidden.size() == 3,
                    "network.hidden must be [channels, channels, dense units] with network.kind lenet: " + hidden);
        }
    }

    /** What computes a training step. */
    public enum Engine {
        /** The fastest engine that supports the network. */
        AUTO,
        /** DL4J's own step. */
        DL4J
    }

    public record TrainingSettings(
            @Setting(
                            value =
                                    "Logical workers: part of the result; each has its shard and is averaged with the others.",
                            fallback = "2",
                            range = "[1, 4096]")
                    int workers,
            @Setting(
                            value = "Examples of one batch of one worker.",
                            fallback = "32",
                            range = "[1, 1000000]",
                            unit = "examples")
                    int batch,
            @Setting(value = "Length of the training, in epochs or in steps per worker.", fallback = "{epochs: 30}")
                    Budget budget,
            @Setting(
                            value = "Steps of every worker between two averagings.",
                            fallback = "25",
                            range = "[1, 1000000]",
                            unit = "steps")
                    int stepsPerRound,
            @Setting(
                            value =
                                    "Evaluations on the validation part, at equal fractions of the budget; the last is at the end.",
                            fallback = "50",
                            range = "[1, 100000]")
                    int evaluations,
            @Setting(value = "The optimizer.", fallback = "{}") UpdaterPlan updater,
            @Setting(
                            value = "Batches whose gradients make one step.",
                            fallback = "1",
                            range = "[1, 100000]",
                            unit = "batches")
                    int accumulation,
            @Setting(value = "Seed of initial weights, shards, order and draws.", fallback = "1") long seed,
            @Setting(value = "What computes a step.", fallback = "auto") Engine engine)
            implements Serializable {
        public TrainingSettings {
            require(
                    (long) batch * accumulation < Integer.MAX_VALUE,
                    "training.accumulation x training.batch must be below " + Integer.MAX_VALUE + " examples: "
                            + accumulation + " x " + batch);
        }
    }

    /** Either epochs or steps. */
    public record Budget(
            @Setting(
                            value = "Passes over the examples that are kept at the time.",
                            fallback = "",
                            range = "(0, 100000]",
                            unit = "epochs")
                    Optional<BigDecimal> epochs,
            @Setting(value = "Steps of every worker.", fallback = "", range = "[1, 1000000000]", unit = "steps")
                    Optional<Integer> steps)
            implements Serializable {
        public Budget {
            require(epochs.isPresent() != steps.isPresent(), "training.budget takes either epochs or steps");
        }

        /** The whole budget in its own unit: epochs or steps. */
        public BigDecimal total() {
            return epochs.orElseGet(() -> BigDecimal.valueOf(steps.orElseThrow()));
        }
    }

    public enum UpdaterKind {
        ADAM,
        NESTEROVS,
        SGD
    }

    public record UpdaterPlan(
            @Setting(value = "Update rule.", fallback = "adam") UpdaterKind kind,
            @Setting(value = "Learning rate after warm-up.", fallback = "0.001", range = "(0, 1000]")
                    double learningRate,
            @Setting(value = "Decay of the learning rate over the whole run.", fallback = "cosine") Decay decay,
            @Setting(
                            value = "Fraction of the run in which the learning rate rises linearly from 0.",
                            fallback = "0",
                            range = "[0, 1)")
                    double warmupFraction,
            @Setting(value = "Momentum of nesterovs; first-moment decay of adam.", fallback = "0.9", range = "[0, 1)")
                    double momentum,
            @Setting(value = "L2 penalty on weights, added to the gradient.", fallback = "0", range = "[0, 1000]")
                    double l2)
            implements Serializable {

        /** The learning rate as a function of the progress of the whole run. */
        public LearningRateSchedule learningRates() {
            return new LearningRateSchedule(learningRate, decay, warmupFraction);
        }
    }

    public enum PhaseKind {
        /** Dense network, all examples. */
        BASELINE,
        /** The schedule moves width and data; masked units. */
        HYBRID,
        /** The compacted network; the kept examples, at the end all of them. */
        CONSTRAINED
    }

    /**
     * One phase.
     *
     * @param kind what happens in it; the key in the job file
     * @param fraction of the budget, in (0, 1], exact
     */
    public record PhasePlan(PhaseKind kind, BigDecimal fraction) implements Serializable {
        public PhasePlan {
            require(
                    fraction.signum() > 0 && fraction.compareTo(BigDecimal.ONE) <= 0,
                    "phases must have fractions in (0, 1]: " + word(kind) + " " + plain(fraction));
        }
    }

    public enum UnitMethod {
        TAYLOR,
        L2,
        RANDOM
    }

    public enum ScheduleKind {
        CONSTANT,
        LINEAR,
        COSINE,
        EXPONENTIAL,
        CUBIC,
        GRADUATED_OSCILLATION,
        WARMUP_OSCILLATION,
        STAGES
    }

    public enum ScoreMethod {
        EL2N
    }

    public enum SelectionMethod {
        CCS,
        TOP,
        RANDOM,
        CLASS_BALANCED
    }

    public enum Master {
        /** Espalier's own round loop. */
        ESPALIER
    }

    public enum OuterStep {
        AVERAGE
    }

    public enum Wire {
        FLOAT32
    }

    public record AveragingPlan(
            @Setting(value = "Which loop averages.", fallback = "espalier") Master master,
            @Setting(value = "What is done with the averaged change.", fallback = "average") OuterStep outer,
            @Setting(value = "Format of changes on the wire.", fallback = "float32") Wire wire)
            implements Serializable {}

    public record CheckpointPlan(
            @Setting(
                            value = "Rounds between two checkpoints; one more at each phase end.",
                            fallback = "10",
                            range = "[1, 1000000]",
                            unit = "rounds")
                    int everyRounds,
            @Setting(value = "Checkpoints kept.", fallback = "3", range = "[1, 1000]") int keep)
            implements Serializable {}

    public record StopPlan(
            @Setting(
                            value = "Time that a stop request gives the running round.",
                            fallback = "20",
                            range = "[0, 86400]",
                            unit = "seconds")
                    int graceSeconds)
            implements Serializable {}
}
