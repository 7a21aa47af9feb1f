package io.espalier.benchmark;

import io.espalier.run.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is lost by training on some of the examples, by how they are chosen: the same job with each selection of a sweep, all with the
 * same seeds.
 *
 * <p>The trainings of one seed have the same split and initial weights. Their scores are computed once: those of all methods by the first
 * training that needs some, as it trains; the others take its table. As scores come from the weights of the leading baseline phases, which
 * is the same training in all of them, each has the scores that it would have computed itself. Or a proxy computes them: the job with
 * some keys set otherwise, which is no trial. The selection's own draws have the training's seed.
 */
public final class SelectionBenchmark {
    private final Function<List<String>, TrainingPlan> plans;
    private final RunKeeper runs;
    private final Consumer<String> progress;

    /**
     * A benchmark of one job.
     *
     * @param plans the job with some keys set to other values, each {@code key=value}
     * @param progress told a line a trial
     */
    public SelectionBenchmark(Function<List<String>, TrainingPlan> plans, RunKeeper runs, Consumer<String> progress) {
        this.plans = plans;
        this.runs = runs;
        this.progress = progress;
    }

    /**
     * Trains every arm with every seed, one after the other.
     *
     * @param seeds at least one
     * @param proxy keys of the job that are set otherwise in a training of its own that computes the scores of a seed; empty: none
     * @throws io.espalier.UserException if the data turns out to have no test part
     */
    public SelectionReport run(SelectionSweep sweep, List<Long> seeds, List<String> proxy) {
        List<TrialResult> results = new ArrayList<>();
        for (long seed : seeds) {
            results.addAll(new OfSeed(sweep, seed, proxy).train());
        }
        return new SelectionReport(sweep, results);
    }

    /** The trainings of one seed. */
    private final class OfSeed {
        private final SelectionSweep sweep;
        private final long seed;
        private final List<String> proxy;
        private final List<TrialResult> results = new ArrayList<>();

        OfSeed(SelectionSweep sweep, long seed, List<String> proxy) {
            this.sweep = sweep;
            this.seed = seed;
            this.proxy = proxy;
        }

        List<TrialResult> train() {
            SelectionArm first = sweep.firstScored();
            try (KeptRun scored = runs.keep(plan(first, Stream.concat(Stream.of(also(first)), proxy.stream())))) {
                for (SelectionArm arm : sweep.arms()) {
                    if (arm.equals(first) && proxy.isEmpty()) {
                        add(arm, scored);
                    } else {
                        train(arm, scored);
                    }
                }
            }
            return results;
        }

        private void train(SelectionArm arm, KeptRun scored) {
            Stream<String> table = arm.method().isPresent()
                    ? Stream.of("importance.also=[]", "importance.scores=" + quoted(scored))
                    : Stream.of("importance.also=[]");
            try (KeptRun run = runs.keep(plan(arm, table))) {
                add(arm, run);
            }
        }

        private TrainingPlan plan(SelectionArm arm, Stream<String> more) {
            Stream<String> seeds = Stream.of("training.seed=" + seed, "importance.seed=" + seed);
            return plans.apply(Stream.of(arm.arm().sets().stream(), seeds, more)
                    .flatMap(sets -> sets)
                    .toList());
        }

        private String also(SelectionArm first) {
            return sweep.methods().stream()
                    .filter(method -> !first.method().orElseThrow().equals(method))
                    .map(method -> method.column())
                    .collect(Collectors.joining(", ", "importance.also=[", "]"));
        }

        private void add(SelectionArm arm, KeptRun run) {
            TrialResult result = TrialResult.of(new Trial(0, seed, arm.arm()), run.record());
            result.requireTestPart("data.test_fraction or data.test_path");
            results.add(result);
            progress.accept(String.format(
                    Locale.ROOT,
                    "seed %d  %d of %d  %-18s  %s  %.1f s",
                    seed,
                    results.size(),
                    sweep.arms().size(),
                    arm.text(),
                    result.results().testQualityText(),
                    result.results().seconds()));
        }
    }

    /** The path of a run as a text in YAML. */
    private static String quoted(KeptRun run) {
        return "'" + run.directory().toString().replace("'", "''") + "'";
    }
}
