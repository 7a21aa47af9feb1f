package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.benchmark.Arm;
import io.espalier.benchmark.QualityBenchmark;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code espalier benchmark quality}: a job against dense training, paired by fold and seed. */
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

    @Parameter(names = "--arms", description = "Arms to train, separated by commas.")
    private List<Arm> arms = new ArrayList<>(List.of(Arm.values()));

    @Parameter(
            names = "--output",
            description = "Directory under which the runs are kept; without it they are removed.")
    private @Nullable String output;

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        requireChoices();
        TrainingPlan first = folds == 0 ? job.plan() : job.plan("data.folds=" + folds);
        Espalier.check(first);
        try (Cluster cluster = Cluster.start(Launch.sparkSettings(first));
                BenchmarkRuns runs =
                        BenchmarkRuns.under(Optional.ofNullable(output).map(Path::of), cluster, console)) {
            QualityBenchmark benchmark = new QualityBenchmark(
                    more -> job.plan(more.toArray(String[]::new)), runs, options.progress(console));
            options.print(benchmark.run(folds, seeds, arms), console);
        }
        return 0;
    }

    private void requireChoices() {
        job.requireOneJob("benchmark quality");
        if (folds < 0 || folds == 1) {
            throw new UserException("--folds must be 0 or at least 2: " + folds);
        }
        if (seeds.isEmpty() || arms.isEmpty()) {
            throw new UserException("--seeds and --arms need at least one value each");
        }
        requireDifferent("--seeds", seeds);
        requireDifferent("--arms", arms.stream().map(Arm::key).toList());
    }

    private static void requireDifferent(String option, List<?> values) {
        if (new HashSet<>(values).size() < values.size()) {
            throw new UserException(option + " must be different from each other: "
                    + values.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }
}
