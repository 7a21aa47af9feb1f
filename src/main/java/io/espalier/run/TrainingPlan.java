package io.espalier.run;

import static io.espalier.run.Setting.REQUIRED;

import io.espalier.Hashing;
import io.espalier.constraint.ConstraintConfig;
import io.espalier.constraint.Ranking;
import io.espalier.importance.Selector;
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
                        value = "Phases in order, each with its fraction of the budget; they may repeat or be left out; the fractions sum to 1.",
                        fallback = "[{baseline: 0.2}, {hybrid: 0.3}, {constrained: 0.5}]")
                List<PhasePlan> phases,
        @Setting(value = "How the network is narrowed.", fallback = "{}") ConstraintPlan constraint,
        @Setting(value = "Which examples are kept.", fallback = "{}") ImportancePlan importance,
        @Setting(value = "How the workers' results become one network.", fallback = "{}") AveragingPlan averaging,
        @Setting(value = "When the run's state is saved.", fallback = "{}", identity = false) CheckpointPlan checkpoint,
        @Setting(value = "What a request to stop does.", fallback = "{}", identity = false) StopPlan stop,
        @Setting(value = "Spark master: local[n], local[*], local-cluster[n,cores,mb], spark://host:port, k8s://url.", fallback = "local[*,4]", identity = false)
                String master,
        @Setting(value = "Directory under which the run directory is made.", fallback = "runs", identity = false) String output) {

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

    private static void require(boolean kept, String rule) {
        if (!kept) {
            throw new IllegalArgumentException(rule);
        }
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static String word(Enum<?> choice) {
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

    public record DataPlan(
            @Setting(value = "Kind of source.", fallback = REQUIRED) Source source,
            @Setting(value = "File, or directory of a Parquet table or of IDX files; none for digits.", fallback = "") Optional<String> path,
            @Setting(value = "IDX file of images, instead of a path with the usual file names.", fallback = "") Optional<String> images,
            @Setting(value = "IDX file of labels that goes with images.", fallback = "") Optional<String> labels,
            @Setting(value = "Test examples as given, same format as path.", fallback = "") Optional<String> testPath,
            @Setting(value = "Validation examples as given, same format as path.", fallback = "") Optional<String> validationPath,
            @Setting(value = "Name of the label column of csv and parquet.", fallback = "label") String label,
            @Setting(value = "Names of the feature columns; all numeric columns but label and id when empty.", fallback = "[]") List<String> features,
            @Setting(value = "Name of an integer column that identifies an example.", fallback = "") Optional<String> id,
            @Setting(value = "Shape of an image example: height, width, channels; empty: as the source says, else a flat vector.", fallback = "[]") List<Integer> image,
            @Setting(value = "Fraction of all rows in the test part; 0 with test_path.", fallback = "0.2", range = "[0, 1)") BigDecimal testFraction,
            @Setting(value = "Fraction of all rows in the validation part; 0 with validation_path.", fallback = "0.1", range = "[0, 1)") BigDecimal validationFraction,
            @Setting(value = "Number of folds of a cross-validation, instead of test_fraction; 0: none.", fallback = "0", range = "[0, 1000]") int folds,
            @Setting(value = "The fold that is the test part, from 0.", fallback = "0", range = "[0, 999]") int fold,
            @Setting(value = "Scaling of features, fitted on the training part.", fallback = "auto") Scaling scaling,
            @Setting(value = "Seed of the split.", fallback = "0") long seed) {
        /** A plan that only reads: no split, no scaling. */
        public static DataPlan reading(
                Source source, Optional<String> path, String label, List<String> features, Optional<String> id) {
            return new DataPlan(
                    source,
                    path,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    label,
                    features,
                    id,
                    List.of(),
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    0,
                    0,
                    Scaling.NONE,
                    0);
        }

        public DataPlan {
            features = List.copyOf(features);
            image = List.copyOf(image);
            requireFiles(source, path, images, labels);
            require(
                    source != Source.DIGITS || testPath.isEmpty(),
                    "data.test_path has no meaning with data.source digits, which is built in");
            require(
                    source != Source.DIGITS || validationPath.isEmpty(),
                    "data.validation_path has no meaning with data.source digits, which is built in");
            require(
                    image.isEmpty() || image.size() == 3 && image.stream().allMatch(size -> size > 0),
                    "data.image must be [height, width, channels], each at least 1: " + image);
            require(folds != 1, "data.folds must be 0 or at least 2: 1");
            require(fold < Math.max(1, folds), "data.fold must be below data.folds " + folds + ": " + fold);
            require(folds == 0 || testPath.isEmpty(), "data.folds and data.test_path exclude each other");
            requireTrainingPart(
                    folds,
                    testPath.isPresent() ? BigDecimal.ZERO : testFraction,
                    validationPath.isPresent() ? BigDecimal.ZERO : validationFraction);
        }

        private static void requireFiles(
                Source source, Optional<String> path, Optional<String> images, Optional<String> labels) {
            require(images.isPresent() == labels.isPresent(), "data.images and data.labels go together");
            require(images.isEmpty() || source == Source.IDX, "data.images is for data.source idx only");
            require(images.isEmpty() || path.isEmpty(), "data.path and data.images exclude each other");
            boolean builtIn = source == Source.DIGITS;
            require(!builtIn || path.isEmpty(), "data.path has no meaning with data.source digits, which is built in");
            require(
                    builtIn || path.isPresent() || images.isPresent(),
                    "data.path must be given with data.source " + word(source)
                            + (source == Source.IDX ? ", or data.images and data.labels" : ""));
        }

        private static void requireTrainingPart(int folds, BigDecimal test, BigDecimal validation) {
            if (folds == 0) {
                require(
                        test.add(validation).compareTo(BigDecimal.ONE) < 0,
                        "data.test_fraction " + plain(test) + " and data.validation_fraction " + plain(validation)
                                + " leave no training examples");
                return;
            }
            // 1/folds + validation < 1, without a division that may not end
            BigDecimal all = BigDecimal.valueOf(folds);
            require(
                    BigDecimal.ONE.add(validation.multiply(all)).compareTo(all) < 0,
                    "data.folds " + folds + " and data.validation_fraction " + plain(validation)
                            + " leave no training examples");
        }
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
            @Setting(value = "Units of each hidden layer; lenet: channels, channels, dense units (20, 50, 500 when empty).", fallback = "[]") List<Integer> hidden,
            @Setting(value = "Activation of hidden layers.", fallback = "relu") io.espalier.network.Activation activation,
            @Setting(value = "Fraction of hidden values dropped while training.", fallback = "0", range = "[0, 1)") double dropout,
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
            @Setting(value = "Logical workers: part of the result; each has its shard and is averaged with the others.", fallback = "2", range = "[1, 4096]") int workers,
            @Setting(value = "Examples of one batch of one worker.", fallback = "32", range = "[1, 1000000]", unit = "examples") int batch,
            @Setting(value = "Length of the training, in epochs or in steps per worker.", fallback = "{epochs: 30}") Budget budget,
            @Setting(value = "Steps of every worker between two averagings.", fallback = "25", range = "[1, 1000000]", unit = "steps") int stepsPerRound,
            @Setting(value = "Evaluations on the validation part, at equal fractions of the budget; the last is at the end.", fallback = "50", range = "[1, 100000]") int evaluations,
            @Setting(value = "The optimizer.", fallback = "{}") UpdaterPlan updater,
            @Setting(value = "Batches whose gradients make one step.", fallback = "1", range = "[1, 100000]", unit = "batches") int accumulation,
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
            @Setting(value = "Passes over the examples that are kept at the time.", fallback = "", range = "(0, 100000]", unit = "epochs") Optional<BigDecimal> epochs,
            @Setting(value = "Steps of every worker.", fallback = "", range = "[1, 1000000000]", unit = "steps") Optional<Integer> steps)
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
            @Setting(value = "Learning rate after warm-up.", fallback = "0.001", range = "(0, 1000]") double learningRate,
            @Setting(value = "Decay of the learning rate over the whole run.", fallback = "cosine") Decay decay,
            @Setting(value = "Fraction of the run in which the learning rate rises linearly from 0.", fallback = "0", range = "[0, 1)") double warmupFraction,
            @Setting(value = "Momentum of nesterovs; first-moment decay of adam.", fallback = "0.9", range = "[0, 1)") double momentum,
            @Setting(value = "L2 penalty on weights, added to the gradient.", fallback = "0", range = "[0, 1000]") double l2)
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

    public record SchedulePlan(
            @Setting(value = "Shape of the schedule.", fallback = "cubic") ScheduleKind kind,
            @Setting(value = "Value at the start of the hybrid phases.", fallback = "0", range = "[0, 1]") double initial,
            @Setting(value = "Value at their end.", fallback = "1", range = "[0, 1]", key = "final") double finalValue,
            @Setting(value = "Amplitude of the oscillations.", fallback = "0.05", range = "[0, 1]") double amplitude,
            @Setting(value = "Angular frequency of the oscillations.", fallback = "20", range = "[0, 1000]", unit = "radians over the whole progress") double frequency,
            @Setting(value = "Pairs [fraction, value] of the kind stages: value from that fraction on.", fallback = "[]") List<List<Double>> stages)
            implements Serializable {
        public SchedulePlan {
            stages = stages.stream().map(List::copyOf).toList();
            require(
                    (kind == ScheduleKind.STAGES) != stages.isEmpty(),
                    "constraint.schedule.stages goes with constraint.schedule.kind stages");
            double before = -1;
            for (List<Double> stage : stages) {
                boolean pair = stage.size() == 2 && stage.stream().allMatch(number -> number >= 0 && number <= 1);
                require(
                        pair && stage.get(0) > before,
                        "constraint.schedule.stages must be pairs [fraction, value] in [0, 1] with rising fractions: "
                                + stage);
                before = stage.get(0);
            }
            require(
                    kind != ScheduleKind.EXPONENTIAL || finalValue > 0,
                    "constraint.schedule.final must be above 0 with constraint.schedule.kind exponential: 0");
        }
    }

    public record ConstraintPlan(
            @Setting(value = "Fraction of the parameters removed; 0.5 where neither factors nor intensity are given.", fallback = "", range = "[0, 1)") Optional<BigDecimal> parameterReduction,
            @Setting(value = "Fraction of hidden units retained, for every group of the kind width.", fallback = "", range = "(0, 1]") Optional<BigDecimal> embeddingDimensionFactor,
            @Setting(value = "Fraction of attention heads retained.", fallback = "", range = "(0, 1]") Optional<BigDecimal> attentionHeadFactor,
            @Setting(value = "Fraction of feed-forward units retained.", fallback = "", range = "(0, 1]") Optional<BigDecimal> feedForwardFactor,
            @Setting(value = "One number that sets all targets, instead of them.", fallback = "", range = "[0, 1]") Optional<BigDecimal> intensity,
            @Setting(value = "Exponent of the theoretical acceleration.", fallback = "1", range = "[0, 5]") double recursiveDepth,
            @Setting(value = "How the importance of units is measured.", fallback = "taylor") UnitMethod units,
            @Setting(value = "Whether units compete inside a group or across groups.", fallback = "per_group") Ranking ranking,
            @Setting(value = "Whether final widths are multiples of 8 where that stays near the target.", fallback = "true") boolean rounding,
            @Setting(value = "The way from unconstrained to the targets during the hybrid phases.", fallback = "{}") SchedulePlan schedule) {
        public ConstraintPlan {
            boolean free = intensity.isEmpty();
            requireFree(free, parameterReduction, "parameter_reduction");
            requireFree(free, embeddingDimensionFactor, "embedding_dimension_factor");
            requireFree(free, attentionHeadFactor, "attention_head_factor");
            requireFree(free, feedForwardFactor, "feed_forward_factor");
        }

        private static void requireFree(boolean free, Optional<BigDecimal> target, String key) {
            require(free || target.isEmpty(), "constraint." + key + " and constraint.intensity exclude each other");
        }

        /** What these settings ask of a network. */
        public ConstraintConfig config() {
            return new ConstraintConfig(
                    parameterReduction,
                    embeddingDimensionFactor,
                    attentionHeadFactor,
                    feedForwardFactor,
                    intensity,
                    recursiveDepth);
        }
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

    public record ImportancePlan(
            @Setting(value = "How the importance of examples is measured.", fallback = "el2n") ScoreMethod method,
            @Setting(value = "How the kept examples are chosen.", fallback = "ccs") SelectionMethod selection,
            @Setting(value = "Fraction of the training examples kept in the end; 0.6 where no intensity is given.", fallback = "", range = "(0, 1]") Optional<BigDecimal> kept,
            @Setting(value = "Fraction of hardest examples of each class that ccs drops first.", fallback = "0", range = "[0, 1)") BigDecimal hardestDropped,
            @Setting(value = "Last part of the whole budget that trains on all examples.", fallback = "0.125", range = "[0, 1]") BigDecimal fullDataFraction,
            @Setting(value = "Part of the baseline phases before the window whose last rounds score examples.", fallback = "0", range = "[0, 1)") double warmupFraction,
            @Setting(value = "Rounds whose weights are used for scoring.", fallback = "5", range = "[1, 100]", unit = "rounds") int rounds,
            @Setting(value = "Rows of one scoring block.", fallback = "256", range = "[1, 1000000]", unit = "examples") int batch,
            @Setting(value = "Seed of the selection.", fallback = "1") long seed) {
        public ImportancePlan {
            require(
                    selection == SelectionMethod.CCS || hardestDropped.signum() == 0,
                    "importance.hardest_dropped is for importance.selection ccs only");
        }

        /** The selector that these settings name. */
        public Selector selector() {
            return switch (selection) {
                case CCS -> new Selector.Ccs(hardestDropped);
                case TOP -> new Selector.Top();
                case RANDOM -> new Selector.Random();
                case CLASS_BALANCED -> new Selector.ClassBalanced();
            };
        }

        /**
         * The seed under which a selection hashes ids. Derived, because shards and test part are cut by hash under their own seeds: with
         * an equal number the smallest hashes would all lie in the first worker's shard.
         */
        public long selectionSeed() {
            return Hashing.seed(seed, "selection");
        }
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
            @Setting(value = "Rounds between two checkpoints; one more at each phase end.", fallback = "10", range = "[1, 1000000]", unit = "rounds") int everyRounds,
            @Setting(value = "Checkpoints kept.", fallback = "3", range = "[1, 1000]") int keep)
            implements Serializable {}

    public record StopPlan(
            @Setting(value = "Time that a stop request gives the running round.", fallback = "20", range = "[0, 86400]", unit = "seconds") int graceSeconds)
            implements Serializable {}
}
