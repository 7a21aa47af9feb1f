package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.benchmark.Arm;
import io.espalier.benchmark.Comparison;
import io.espalier.benchmark.QualityBenchmark;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code espalier benchmark quality}: a job against dense training, or against itself with other keys, paired by fold and seed. */
@Parameters(
        commandNames = "quality",
        commandDescription =
                "Compares a job with dense training of the same budget: espalier benchmark quality jobs/digits.yaml")
final class BenchmarkQualityCommand implements Command {
    @ParametersDelegate
    private final JobOptions job = new JobOptions();

    @Parameter(names = "--folds", description = "Folds of a cross-validation over all rows; 0: the job's own split.")
    private int folds;

    @Parameter(names = "--seeds", description = "Values of training.seed, separated by commas.")
    private List<Long> seeds = new ArrayList<>(List.of(1L));

    @Parameter(
            names = "--against",
            description = "key=value of the job that it is compared with, in place of dense training. May be repeated.",
            splitter = WholeValue.class)
    private List<String> against = new ArrayList<>();

    @Parameter(
            names = "--arms",
            description = "Arms to train, separated by commas: dense,constrained, or with --against reference,job.")
    private List<String> arms = new ArrayList<>();

    @Parameter(
            names = "--warm-up",
            description = "Trainings of each arm before the first that counts: for figures of time.")
    private int warmUp;

    @ParametersDelegate
    private final KeptRunsOptions keptRuns = new KeptRunsOptions();

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        requireChoices();
        Comparison comparison = against.isEmpty() ? Comparison.WITH_DENSE : Comparison.with(against);
        List<Arm> chosen = chosen(comparison);
        TrainingPlan first = folds == 0 ? job.plan() : job.plan("data.folds=" + folds);
        Espalier.check(first);
        try (Cluster cluster = Cluster.start(Launch.sparkSettings(first));
                BenchmarkRuns runs = keptRuns.runs(cluster, console)) {
            QualityBenchmark benchmark = new QualityBenchmark(
                    more -> job.plan(more.toArray(String[]::new)), runs, options.progress(console));
            try (BenchmarkRuns dropped = BenchmarkRuns.under(Optional.empty(), cluster, console)) {
                benchmark.warmUp(warmUp, seeds.get(0), chosen, dropped);
            }
            options.print(benchmark.run(folds, seeds, comparison, chosen), console);
        }
        return 0;
    }

    private void requireChoices() {
        job.requireOneJob("benchmark quality");
        if (folds < 0 || folds == 1) {
            throw new UserException("--folds must be 0 or at least 2: " + folds);
        }
        if (warmUp < 0) {
            throw new UserException("--warm-up must be at least 0: " + warmUp);
        }
        if (seeds.isEmpty()) {
            throw new UserException("--seeds needs at least one value");
        }
        requireDifferent("--seeds", seeds);
        requireDifferent("--arms", arms);
    }

    private List<Arm> chosen(Comparison comparison) {
        if (arms.isEmpty()) {
            return comparison.arms();
        }
        return arms.stream()
                .map(key -> comparison
                        .arm(key)
                        .orElseThrow(() -> new UserException("--arms has no " + key + "; allowed: "
                                + comparison.arms().stream().map(Arm::key).collect(Collectors.joining(", ")))))
                .toList();
    }

    private static void requireDifferent(String option, List<?> values) {
        if (new HashSet<>(values).size() < values.size()) {
            throw new UserException(option + " must be different from each other: "
                    + values.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }
}
