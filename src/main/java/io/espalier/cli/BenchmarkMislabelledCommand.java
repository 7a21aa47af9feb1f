package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.benchmark.MislabelledBenchmark;
import io.espalier.benchmark.MislabelledSettings;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.store.TemporaryDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code espalier benchmark mislabelled}: how well scores find labels that were made wrong on purpose. */
@Parameters(
        commandNames = "mislabelled",
        commandDescription = "Gives some examples of a job a wrong label, and tells how well scores find them:"
                + " espalier benchmark mislabelled jobs/digits.yaml --flipped 0.1 --methods aum,el2n")
final class BenchmarkMislabelledCommand implements Command {
    @ParametersDelegate
    private final JobOptions job = new JobOptions();

    @Parameter(
            names = "--flipped",
            description = "Fraction of all rows that get the label of another class, in (0, 1).")
    private String flipped = "0.1";

    @Parameter(names = "--methods", description = "Scores by which they are looked for.")
    private List<String> methods = new ArrayList<>(List.of("aum", "el2n"));

    @Parameter(names = "--seeds", description = "Seeds of wrong labels and training, separated by commas.")
    private List<Long> seeds = new ArrayList<>(List.of(1L));

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        job.requireOneJob("benchmark mislabelled");
        MislabelledSettings settings = settings();
        TrainingPlan first = job.plan();
        Espalier.check(first);
        MislabelledBenchmark.check(first);
        try (TemporaryDirectory directory = TemporaryDirectory.create();
                Cluster cluster = Cluster.start(Launch.sparkSettings(first));
                BenchmarkRuns runs = BenchmarkRuns.under(Optional.empty(), cluster, console)) {
            MislabelledBenchmark benchmark = new MislabelledBenchmark(
                    more -> job.plan(more.toArray(String[]::new)),
                    runs,
                    cluster.scoreTables(),
                    options.progress(console));
            options.print(benchmark.run(settings, directory.path()), console);
        }
        return 0;
    }

    private MislabelledSettings settings() {
        try {
            return new MislabelledSettings(
                    OptionValues.decimal("--flipped", flipped),
                    OptionValues.choices("--methods", ScoreMethod.values(), methods),
                    seeds);
        } catch (IllegalArgumentException e) {
            throw new UserException("benchmark mislabelled: " + e.getMessage(), e);
        }
    }
}
