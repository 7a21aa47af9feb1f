package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.benchmark.SelectionBenchmark;
import io.espalier.benchmark.SelectionSweep;
import io.espalier.benchmark.SelectionSweep.Level;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.SelectionMethod;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** {@code espalier benchmark selection}: a job with other examples kept, by how they are chosen and how many. */
@Parameters(
        commandNames = "selection",
        commandDescription = "Compares ways to choose the kept examples: espalier benchmark selection jobs/digits.yaml"
                + " --methods el2n,aum --selections ccs,top,random --kept 0.1,0.3")
final class BenchmarkSelectionCommand implements Command {
    @ParametersDelegate
    private final JobOptions job = new JobOptions();

    @Parameter(names = "--methods", description = "Scores that examples are chosen by.")
    private List<String> methods = new ArrayList<>(List.of("el2n"));

    @Parameter(names = "--selections", description = "Ways to choose. The first is compared with each of the others.")
    private List<String> selections = new ArrayList<>(List.of("ccs", "top", "random"));

    @Parameter(names = "--kept", description = "Fractions of the training examples that are kept.")
    private List<String> kept = new ArrayList<>(List.of("0.5"));

    @Parameter(
            names = "--hardest-dropped",
            description = "Fraction of hardest examples that ccs drops first: one for all, or one for each --kept.")
    private List<String> hardestDropped = new ArrayList<>(List.of("0"));

    @Parameter(names = "--seeds", description = "Values of training.seed and importance.seed, separated by commas.")
    private List<Long> seeds = new ArrayList<>(List.of(1L));

    @Parameter(
            names = "--proxy",
            description = "key=value of a training of its own that computes the scores of a seed, in place of the first"
                    + " of those that are compared. May be repeated.",
            splitter = WholeValue.class)
    private List<String> proxy = new ArrayList<>();

    @ParametersDelegate
    private final KeptRunsOptions keptRuns = new KeptRunsOptions();

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        job.requireOneJob("benchmark selection");
        SelectionSweep sweep = sweep();
        TrainingPlan first = job.plan();
        Espalier.check(first);
        try (Cluster cluster = Cluster.start(Launch.sparkSettings(first));
                BenchmarkRuns runs = keptRuns.runs(cluster, console)) {
            SelectionBenchmark benchmark = new SelectionBenchmark(
                    more -> job.plan(more.toArray(String[]::new)), runs, options.progress(console));
            options.print(benchmark.run(sweep, seeds, proxy), console);
        }
        return 0;
    }

    private SelectionSweep sweep() {
        if (seeds.isEmpty() || new HashSet<>(seeds).size() < seeds.size()) {
            throw new UserException("--seeds must be at least one, and different from each other: " + seeds);
        }
        try {
            return new SelectionSweep(
                    OptionValues.choices("--methods", ScoreMethod.values(), methods),
                    OptionValues.choices("--selections", SelectionMethod.values(), selections),
                    levels());
        } catch (IllegalArgumentException e) {
            throw new UserException("benchmark selection: " + e.getMessage(), e);
        }
    }

    private List<Level> levels() {
        if (hardestDropped.size() != 1 && hardestDropped.size() != kept.size()) {
            throw new UserException("--hardest-dropped takes one value, or one for each of the " + kept.size()
                    + " of --kept: " + hardestDropped.size());
        }
        List<BigDecimal> fractions = OptionValues.decimals("--kept", kept);
        List<BigDecimal> dropped = OptionValues.decimals("--hardest-dropped", hardestDropped);
        return IntStream.range(0, fractions.size())
                .mapToObj(i -> new Level(fractions.get(i), dropped.get(dropped.size() == 1 ? 0 : i)))
                .toList();
    }
}
