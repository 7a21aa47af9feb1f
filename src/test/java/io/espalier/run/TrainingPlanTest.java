package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.Hashing;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoreTable;
import io.espalier.importance.Selection;
import io.espalier.importance.Selector;
import io.espalier.importance.SortedTable;
import io.espalier.network.Activation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingPlanTest {
    private final PlanBuilder plan = new PlanBuilder();

    @Test
    void defaultsAreAValidPlan() {
        assertThat(plan.build().keptFraction()).isEqualByComparingTo("0.6");
    }

    @Test
    void phasesMustSumToOneExactly() {
        plan.phases = PlanBuilder.phases("baseline 0.2", "hybrid 0.3", "constrained 0.49");
        refused(plan::build, "phases must have fractions that sum to 1 exactly: 0.99");
        plan.phases = List.of();
        refused(plan::build, "phases must have fractions that sum to 1 exactly: 0");
        plan.phases = PlanBuilder.phases("baseline 0.1", "hybrid 0.2", "constrained 0.70");
        plan.build(); // in binary they sum to 0.9999999999999999
    }

    @Test
    void phaseMustHaveAPart() {
        refused(() -> PlanBuilder.phases("hybrid 0.0"), "phases must have fractions in (0, 1]: hybrid 0");
        refused(() -> PlanBuilder.phases("hybrid 1.5"), "phases must have fractions in (0, 1]: hybrid 1.5");
    }

    @Test
    void phaseMustHaveAStep() {
        plan.budget = PlanBuilder.steps(100);
        plan.phases = PlanBuilder.phases("baseline 0.5", "hybrid 0.004", "constrained 0.496");
        refused(plan::build, "phases must have at least 1 step each; training.budget.steps is 100");
    }

    @ParameterizedTest
    @EnumSource(
            value = ScoreMethod.class,
            names = {"AUM", "FORGETTING"})
    void whatATrainingCollectsNeedsABaselineFirst(ScoreMethod collected) {
        String rule = collected.column()
                + " is collected in the leading baseline phases, and phases has none: let it begin with baseline";
        plan.method = collected;
        plan.build();
        plan.phases = PlanBuilder.phases("hybrid 0.5", "baseline 0.5");
        refused(plan::build, "importance.method " + rule);
        plan.method = ScoreMethod.EL2N;
        plan.build();
        plan.also = List.of(ScoreMethod.RANDOM, collected);
        refused(plan::build, "importance.also " + rule);
        plan.also = List.of();
        plan.method = collected;
        plan.scores = Optional.of("scores");
        plan.build(); // collected by the training that wrote the table
    }

    @Test
    void budgetIsInOneUnit() {
        refused(() -> new Budget(Optional.empty(), Optional.empty()), "training.budget takes either epochs or steps");
        refused(
                () -> new Budget(Optional.of(BigDecimal.TEN), Optional.of(10)),
                "training.budget takes either epochs or steps");
        assertThat(PlanBuilder.epochs("2.5").total()).isEqualTo("2.5");
        assertThat(PlanBuilder.steps(25).total()).isEqualTo("25");
    }

    @Test
    void targetsAndIntensityExcludeEachOther() {
        plan.intensity = Optional.of(new BigDecimal("0.5"));
        refused(plan::build, "importance.kept and constraint.intensity exclude each other");
        plan.parameterReduction = Optional.of(new BigDecimal("0.5"));
        refused(plan::build, "constraint.parameter_reduction and constraint.intensity exclude each other");
        plan.parameterReduction = Optional.empty();
        plan.embeddingDimensionFactor = Optional.of(new BigDecimal("0.5"));
        refused(plan::build, "constraint.embedding_dimension_factor and constraint.intensity exclude each other");
    }

    @Test
    void intensityGivesTheExamplesKept() {
        plan.kept = Optional.empty();
        plan.intensity = Optional.of(new BigDecimal("0.3"));

        assertThat(plan.build().keptFraction()).isEqualByComparingTo("0.76");
    }

    @Test
    void ccsCannotKeepWhatItDrops() {
        plan.hardestDropped = new BigDecimal("0.4");
        plan.build();
        plan.hardestDropped = new BigDecimal("0.41");
        refused(plan::build, "importance.kept must be at most 1 - importance.hardest_dropped = 0.59: 0.6");
        plan.selection = SelectionMethod.TOP;
        refused(plan::build, "importance.hardest_dropped is for importance.selection ccs only");
    }

    @Test
    void selectionNamesASelector() {
        assertThat(selector(SelectionMethod.CCS)).isEqualTo(new Selector.Ccs(BigDecimal.ZERO));
        assertThat(selector(SelectionMethod.TOP)).isEqualTo(new Selector.Top());
        assertThat(selector(SelectionMethod.RANDOM)).isEqualTo(new Selector.Random());
        assertThat(selector(SelectionMethod.CLASS_BALANCED)).isEqualTo(new Selector.ClassBalanced());
        assertThat(selector(SelectionMethod.BOTTOM)).isEqualTo(new Selector.Bottom());
        plan.randomFraction = new BigDecimal("0.2");
        assertThat(selector(SelectionMethod.TOP))
                .isEqualTo(new Selector.Mixture(new Selector.Top(), new BigDecimal("0.2")));
    }

    @Test
    void selectionWithWeightsIsNotMixed() {
        assertThat(selector(SelectionMethod.WEIGHTED)).isEqualTo(new Selector.Weighted());
        plan.randomFraction = new BigDecimal("0.2");
        refused(
                plan::build,
                "importance.random_fraction must be 0 with importance.selection weighted, whose weights would not fit: 0.2");
    }

    @ParameterizedTest
    @EnumSource(
            value = ScoreMethod.class,
            names = {"MARGIN", "AUM"})
    void importanceBelowZeroHasNoWeights(ScoreMethod method) {
        plan.method = method;
        assertThat(selector(SelectionMethod.CCS)).isInstanceOf(Selector.Ccs.class);
        refused(
                () -> selector(SelectionMethod.WEIGHTED),
                "importance.selection weighted keeps examples in proportion to their importance, which by importance.method "
                        + method.column()
                        + " is below 0 where the answer is right; loss, el2n and grand never are");
    }

    @Test
    void examplesAreDrawnWithTheSeedOfTheTrainingUnlessTheyHaveOne() {
        plan.seed = 7;
        assertThat(plan.build().importance().drawSeed()).isEqualTo(7);
        assertThat(plan.build().importance().selectionSeed()).isEqualTo(Selection.hashSeed(7));

        plan.importanceSeed = Optional.of(1L);
        assertThat(plan.build().importance().drawSeed()).isEqualTo(1);
        assertThat(plan.build().importance().selectionSeed()).isEqualTo(Selection.hashSeed(1));
    }

    /** A proxy has a seed of its own, but what is drawn of examples is the job's. */
    @Test
    void aShorterTrainingDrawsExamplesAsItsJobDoes() {
        plan.seed = 7;
        TrainingPlan shorter = plan.build().shortened(PlanBuilder.epochs("3"), 99);

        assertThat(shorter.training().seed()).isEqualTo(99);
        assertThat(shorter.importance()).isEqualTo(plan.build().importance());
    }

    /** Shards are cut by hash under training.seed, which is the seed of the selection too unless that has one. */
    @Test
    void selectionKeepsTheSameFractionOfEveryShard() {
        TrainingPlan built = plan.build();
        long[] byShard = LongStream.range(0, 10_000)
                .boxed()
                .sorted((a, b) -> Long.compareUnsigned(
                        Hashing.hash(a, built.training().seed()),
                        Hashing.hash(b, built.training().seed())))
                .mapToLong(Long::longValue)
                .toArray();
        ScoreTable table = new ScoreTable(byShard, new int[10_000], new double[10_000]);
        long seed = built.importance().selectionSeed();

        Selection selection =
                new Selector.Random().order(new SortedTable(table, 1, seed)).select(1, 6_000);

        long first = IntStream.range(0, 5_000)
                .filter(row -> selection.keeps(0, 0, Hashing.hash(table.id(row), seed)))
                .count();
        // 3,000 with a standard deviation of sqrt(5000 x .6 x .4 x .5) = 24.5
        assertThat(first).isBetween(2_900L, 3_100L);
    }

    @Test
    void foldsMustBeAtLeastTwoAndHoldTheFold() {
        refused(() -> split("0.2", "0.1", 1, 0), "data.folds must be 0 or at least 2: 1");
        refused(() -> split("0.2", "0.1", 5, 5), "data.fold must be below data.folds 5: 5");
        refused(() -> split("0.2", "0.1", 0, 1), "data.fold must be below data.folds 0: 1");
        split("0.2", "0.1", 5, 4);
    }

    @Test
    void partsMustLeaveTrainingExamples() {
        refused(
                () -> split("0.7", "0.30", 0, 0),
                "data.test_fraction 0.7 and data.validation_fraction 0.3 leave no training examples");
        refused(
                () -> split("0.2", "0.5", 2, 0),
                "data.folds 2 and data.validation_fraction 0.5 leave no training examples");
        split("0.9", "0.66", 3, 0); // test_fraction does not count beside folds; 1/3 + 0.66 < 1
    }

    @Test
    void filesMustFitTheSource() {
        refused(() -> data(Source.CSV, null, null, null, null), "data.path must be given with data.source csv");
        refused(
                () -> data(Source.IDX, null, null, null, null),
                "data.path must be given with data.source idx, or data.images and data.labels");
        refused(
                () -> data(Source.DIGITS, "a", null, null, null),
                "data.path has no meaning with data.source digits, which is built in");
        refused(
                () -> data(Source.DIGITS, null, null, null, "t"),
                "data.test_path has no meaning with data.source digits, which is built in");
        refused(() -> data(Source.IDX, null, "i", null, null), "data.images and data.labels go together");
        refused(() -> data(Source.CSV, null, "i", "l", null), "data.images is for data.source idx only");
        refused(() -> data(Source.IDX, "a", "i", "l", null), "data.path and data.images exclude each other");
        data(Source.IDX, null, "i", "l", null);
        data(Source.PARQUET, "a", null, null, "t");
    }

    @Test
    void foldsAndTestFileExcludeEachOther() {
        refused(
                () -> data(Source.CSV, "a", null, null, "t", 5, List.of()),
                "data.folds and data.test_path exclude each other");
    }

    @Test
    void imageIsHeightWidthChannels() {
        refused(
                () -> data(Source.CSV, "a", null, null, null, 0, List.of(8, 8)),
                "data.image must be [height, width, channels], each at least 1: [8, 8]");
        refused(
                () -> data(Source.CSV, "a", null, null, null, 0, List.of(8, 0, 1)),
                "data.image must be [height, width, channels], each at least 1: [8, 0, 1]");
        data(Source.CSV, "a", null, null, null, 0, List.of(8, 8, 1));
    }

    @Test
    void networkIsNamedOrReadFromAFile() {
        refused(() -> network(NetworkKind.DL4J, null), "network.path must be given with network.kind dl4j");
        refused(() -> network(NetworkKind.MLP, "a"), "network.path has no meaning with network.kind mlp");
        refused(
                () -> network(NetworkKind.MODEL, "a", 5),
                "network.hidden has no meaning with network.kind model: the file says it");
        refused(() -> network(NetworkKind.MLP, null, 5, 0), "network.hidden must be at least 1 each: [5, 0]");
        refused(
                () -> network(NetworkKind.LENET, null, 20, 50),
                "network.hidden must be [channels, channels, dense units] with network.kind lenet: [20, 50]");
        network(NetworkKind.LENET, null);
        network(NetworkKind.LENET, null, 20, 50, 500);
    }

    @Test
    void stagesGoWithTheirKind() {
        String alone = "stages goes with kind stages";
        refused(() -> schedule(ScheduleKind.STAGES, List.of()), alone);
        refused(() -> schedule(ScheduleKind.LINEAR, List.of(List.of(0.5, 0.5))), alone);
        schedule(ScheduleKind.STAGES, List.of(List.of(0.0, 0.5), List.of(0.5, 0.2)));
    }

    @Test
    void stagesAreRisingPairs() {
        String rule = "stages must be pairs [fraction, value] in [0, 1] with rising fractions: ";
        refused(() -> schedule(ScheduleKind.STAGES, List.of(List.of(0.5))), rule + "[0.5]");
        refused(() -> schedule(ScheduleKind.STAGES, List.of(List.of(0.5, 1.2))), rule + "[0.5, 1.2]");
        refused(
                () -> schedule(ScheduleKind.STAGES, List.of(List.of(0.5, 1.0), List.of(0.5, 0.9))),
                rule + "[0.5, 0.9]");
        refused(() -> schedule(ScheduleKind.STAGES, List.of(List.of(0.5, Double.NaN))), rule + "[0.5, NaN]");
    }

    private Selector selector(SelectionMethod method) {
        plan.selection = method;
        return plan.build().importance().selection().selector();
    }

    private static DataPlan split(String test, String validation, int folds, int fold) {
        return PlanBuilder.data(Source.DIGITS, Optional.empty(), test, validation, folds, fold);
    }

    private static DataPlan data(Source source, String path, String images, String labels, String testPath) {
        return data(source, path, images, labels, testPath, 0, List.of());
    }

    private static DataPlan data(
            Source source, String path, String images, String labels, String testPath, int folds, List<Integer> image) {
        return new DataPlan(
                source,
                Optional.ofNullable(path),
                Optional.ofNullable(images),
                Optional.ofNullable(labels),
                Optional.ofNullable(testPath),
                Optional.empty(),
                "label",
                true,
                List.of(),
                Optional.empty(),
                image,
                new BigDecimal("0.2"),
                new BigDecimal("0.1"),
                folds,
                0,
                Scaling.AUTO,
                0);
    }

    private static NetworkPlan network(NetworkKind kind, String path, Integer... hidden) {
        return new NetworkPlan(kind, List.of(hidden), Activation.RELU, 0, Optional.ofNullable(path));
    }

    private static SchedulePlan schedule(ScheduleKind kind, List<List<Double>> stages) {
        return new SchedulePlan(kind, 0, 1, 0.05, 20, stages);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
