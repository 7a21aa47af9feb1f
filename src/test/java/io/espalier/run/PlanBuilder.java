package io.espalier.run;

import io.espalier.constraint.Ranking;
import io.espalier.importance.ScoreMethod;
import io.espalier.network.Activation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans for tests: the defaults of a job file, and what a test changes. */
final class PlanBuilder {
    String name = "job";
    DataPlan data = digits();
    NetworkPlan network = new NetworkPlan(NetworkKind.MLP, List.of(256, 256), Activation.RELU, 0, Optional.empty());
    int workers = 2;
    int batch = 32;
    int accumulation = 1;
    int stepsPerRound = 25;
    Optional<Integer> finalStepsPerRound = Optional.empty();
    int evaluations = 50;
    Budget budget = epochs("30");
    double learningRate = 0.001;
    long seed = 1;
    Optional<Long> importanceSeed = Optional.empty();
    List<PhasePlan> phases = phases("baseline 0.2", "hybrid 0.3", "constrained 0.5");
    Optional<BigDecimal> parameterReduction = Optional.empty();
    Optional<BigDecimal> embeddingDimensionFactor = Optional.empty();
    Optional<BigDecimal> intensity = Optional.empty();
    SchedulePlan schedule = new SchedulePlan(ScheduleKind.CUBIC, 0, 1, 0.05, 20, List.of());
    ScoreMethod method = ScoreMethod.EL2N;
    List<ScoreMethod> also = List.of();
    Optional<String> scores = Optional.empty();
    SelectionMethod selection = SelectionMethod.CCS;
    Optional<BigDecimal> kept = Optional.of(new BigDecimal("0.6"));
    BigDecimal hardestDropped = BigDecimal.ZERO;
    BigDecimal randomFraction = BigDecimal.ZERO;
    BigDecimal fullDataFraction = new BigDecimal("0.125");
    double scoringWarmup = 0;
    int scoringRounds = 5;
    Optional<SchedulePlan> dataSchedule = Optional.empty();
    DynamicPlan dynamic = new DynamicPlan(DynamicPlan.Kind.NONE, 0.5, new BigDecimal("0.875"));
    CheckpointPlan checkpoint = new CheckpointPlan(10, 3);

    static DataPlan digits() {
        return data(Source.DIGITS, Optional.empty(), "0.2", "0.1", 0, 0);
    }

    static DataPlan data(Source source, Optional<String> path, String test, String validation, int folds, int fold) {
        return new DataPlan(
                source,
                path,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "label",
                true,
                List.of(),
                Optional.empty(),
                List.of(),
                new BigDecimal(test),
                new BigDecimal(validation),
                folds,
                fold,
                Scaling.AUTO,
                0);
    }

    static Budget epochs(String epochs) {
        return new Budget(Optional.of(new BigDecimal(epochs)), Optional.empty());
    }

    static Budget steps(int steps) {
        return new Budget(Optional.empty(), Optional.of(steps));
    }

    /** Phases written as "kind fraction". */
    static List<PhasePlan> phases(String... phases) {
        List<PhasePlan> list = new ArrayList<>();
        for (String phase : phases) {
            String[] parts = phase.split(" ");
            list.add(new PhasePlan(
                    PhaseKind.valueOf(parts[0].toUpperCase(java.util.Locale.ROOT)), new BigDecimal(parts[1])));
        }
        return list;
    }

    TrainingPlan build() {
        return new TrainingPlan(
                1,
                name,
                data,
                network,
                new TrainingSettings(
                        workers,
                        batch,
                        budget,
                        stepsPerRound,
                        evaluations,
                        new UpdaterPlan(
                                UpdaterKind.ADAM,
                                learningRate,
                                DecayKind.COSINE,
                                0,
                                CurvePlan.defaults(),
                                0.9,
                                0.999,
                                0.95,
                                1e-8,
                                0,
                                0,
                                0,
                                GradientNormalization.NONE,
                                1),
                        accumulation,
                        seed,
                        Engine.AUTO),
                phases,
                new ConstraintPlan(
                        parameterReduction,
                        embeddingDimensionFactor,
                        Optional.empty(),
                        Optional.empty(),
                        intensity,
                        1,
                        UnitMethod.TAYLOR,
                        Ranking.PER_GROUP,
                        true,
                        schedule),
                new ImportancePlan(
                        new ScoreSource(method, also, scores),
                        new SelectionSettings(selection, kept, hardestDropped, randomFraction, fullDataFraction),
                        new ScoringSettings(scoringWarmup, scoringRounds, 256),
                        importanceSeed,
                        dataSchedule,
                        dynamic),
                new AveragingPlan(
                        AveragingPlan.Master.ESPALIER,
                        AveragingPlan.Outer.AVERAGE,
                        Optional.empty(),
                        Optional.empty(),
                        AveragingPlan.Inner.AVERAGE,
                        AveragingPlan.Wire.FLOAT32,
                        finalStepsPerRound),
                checkpoint,
                new StopPlan(20),
                new ClusterPlan(Optional.empty(), 120),
                "local[*,4]",
                "runs");
    }
}
