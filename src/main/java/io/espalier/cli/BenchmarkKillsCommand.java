package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.benchmark.KillsBenchmark;
import io.espalier.benchmark.KillsReport;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import java.util.Optional;

/** {@code espalier benchmark kills}: what lost executors cost. */
@Parameters(
        commandNames = "kills",
        commandDescription =
                "Compares the wall time of a job whose executors are killed with that of the same job left alone:"
                        + " espalier benchmark kills jobs/digits.yaml. Nothing else may run meanwhile.")
final class BenchmarkKillsCommand implements Command {
    private static final String DEFAULT_MASTER = "local-cluster[2,1,2048]";

    @ParametersDelegate
    private final JobOptions job = new JobOptions();

    @Parameter(names = "--kills", description = "Executors to kill.")
    private int kills = 20;

    @Parameter(names = "--kill-seed", description = "Seed of the moments and of the choice among executors.")
    private long seed = 1;

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        job.requireOneJob("benchmark kills");
        TrainingPlan plan = plan();
        if (kills < 1) {
            throw new UserException("--kills must be at least 1: " + kills);
        }
        Espalier.check(plan);
        try (Cluster cluster = Cluster.start(Launch.sparkSettings(plan));
                BenchmarkRuns runs = BenchmarkRuns.under(Optional.empty(), cluster, console)) {
            KillsReport report = KillsBenchmark.run(plan, kills, seed, runs, options.progress(console));
            options.print(report, console);
            return report.sameBits() ? 0 : 1;
        }
    }

    /** Only executors of a local cluster are processes below this one. */
    private TrainingPlan plan() {
        TrainingPlan plan = job.plan();
        TrainingPlan placed = plan.master().startsWith("local[") ? plan.at(DEFAULT_MASTER, plan.output()) : plan;
        if (!placed.master().startsWith("local-cluster[")) {
            throw new UserException("benchmark kills needs a master local-cluster[n,cores,MB]: " + placed.master());
        }
        return placed;
    }
}
