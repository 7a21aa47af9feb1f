package io.espalier.benchmark;

import io.espalier.UserException;
import io.espalier.data.ExampleReader;
import io.espalier.data.Readers;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.PhaseKind;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.ScoreTables;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How well scores tell wrong labels from right ones: some labels of a job's data are made wrong on purpose, the job is trained on all rows,
 * and its scores are compared with what was done.
 *
 * <p>All methods score in one training, as {@code espalier train} does; each must have a phase after the baseline, at whose beginning that
 * happens.
 */
public final class MislabelledBenchmark {
    private final Function<List<String>, TrainingPlan> plans;
    private final RunKeeper runs;
    private final ScoreTables tables;
    private final Consumer<String> progress;

    /**
     * A benchmark of one job.
     *
     * @param plans the job with some keys set to other values, each {@code key=value}
     * @param tables reads what the runs write
     * @param progress told a line a training
     */
    public MislabelledBenchmark(
            Function<List<String>, TrainingPlan> plans, RunKeeper runs, ScoreTables tables, Consumer<String> progress) {
        this.plans = plans;
        this.runs = runs;
        this.tables = tables;
        this.progress = progress;
    }

    /**
     * Refuses a job that scores nothing, and one whose data can't be copied.
     *
     * @throws UserException that says why
     */
    public static void check(TrainingPlan plan) {
        if (plan.phases().stream().allMatch(phase -> phase.kind() == PhaseKind.BASELINE)) {
            throw new UserException(
                    "benchmark mislabelled needs a phase after the baseline: examples are scored when it"
                            + " begins; phases=[{baseline: 0.9}, {constrained: 0.1}] has one");
        }
        var unused = data(plan);
    }

    private static ExampleReader data(TrainingPlan plan) {
        return Readers.of(plan.data(), Part.TRAIN)
                .orElseThrow(
                        () -> new UserException(
                                "benchmark mislabelled copies the data of the sources digits, idx and csv; data.source is parquet"));
    }

    /**
     * Trains once with each seed.
     *
     * @param directory for copies of the data; must be there
     * @throws UserException as {@link #check} of the job, and for data of too few rows
     */
    public MislabelledReport run(MislabelledSettings settings, Path directory) throws IOException {
        TrainingPlan plan = plans.apply(settings.sets());
        check(plan);
        ExampleReader data = data(plan);
        List<MislabelledReport.Found> found = new ArrayList<>();
        for (long seed : settings.seeds()) {
            MislabelledTable table = table(settings, data, seed, directory.resolve("mislabelled-" + seed + ".csv"));
            found.add(search(
                    settings, table, table.dataSet(plan.data(), data.format().shape()), seed));
            Files.delete(table.path());
            progress.accept(found.get(found.size() - 1).line());
        }
        return new MislabelledReport(settings, found);
    }

    private static MislabelledTable table(MislabelledSettings settings, ExampleReader data, long seed, Path path)
            throws IOException {
        try {
            return MislabelledTable.write(data, settings.fraction(), seed, path);
        } catch (IllegalArgumentException e) {
            throw new UserException("benchmark mislabelled: " + e.getMessage(), e);
        }
    }

    private MislabelledReport.Found search(
            MislabelledSettings settings, MislabelledTable table, String dataSet, long seed) {
        List<String> sets = Stream.concat(settings.sets().stream(), Stream.of(dataSet, "training.seed=" + seed))
                .toList();
        Mislabelling mislabelling = table.mislabelling();
        Map<ScoreMethod, Double> areas = new EnumMap<>(ScoreMethod.class);
        try (KeptRun run = runs.keep(plans.apply(sets))) {
            for (ScoreMethod method : settings.methods()) {
                Map<Long, Double> scores = tables.column(run.directory().resolve("scores"), method.column());
                areas.put(method, area(method, scores, mislabelling));
            }
        }
        return new MislabelledReport.Found(seed, mislabelling.rows(), mislabelling.count(), areas);
    }

    /** The wrong labels are looked for among the important examples: those of the method's own important end. */
    private static double area(ScoreMethod method, Map<Long, Double> scores, Mislabelling mislabelling) {
        double[] importance = new double[mislabelling.rows()];
        boolean[] wrong = new boolean[mislabelling.rows()];
        for (int row = 0; row < wrong.length; row++) {
            Double score = scores.get((long) row);
            if (score == null) {
                throw new IllegalStateException("Row " + row + " has no score");
            }
            importance[row] = method.importance(score);
            wrong[row] = mislabelling.isWrong(row);
        }
        return AreaUnderCurve.of(importance, wrong);
    }
}
