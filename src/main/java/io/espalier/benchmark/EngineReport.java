package io.espalier.benchmark;

import static io.espalier.Words.word;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The speed of an engine. Samples/s are those of all replicas together. */
public final class EngineReport implements BenchmarkReport {
    private static final double GIGA = 1e9;
    private static final double PERCENT = 100;

    private final EngineSettings settings;
    private final double train;
    private final double forward;
    private final double scoring;
    private final MatrixLimit limit;

    EngineReport(EngineSettings settings, double train, double forward, double scoring, MatrixLimit limit) {
        this.settings = settings;
        this.train = train;
        this.forward = forward;
        this.scoring = scoring;
        this.limit = limit;
    }

    /** Billions of operations a second that training needs; see {@link TrainingOperations}. */
    private double gflops() {
        return train * TrainingOperations.perExample(settings.built()) / GIGA;
    }

    @Override
    public List<String> lines() {
        return List.of(
                text(
                        "%s, batch %d, %d replicas of %d threads, engine %s: medians",
                        word(settings.network()),
                        settings.batch(),
                        settings.replicas(),
                        settings.threads(),
                        word(settings.engine())),
                text("training %,.0f samples/s, forward %,.0f, scoring %,.0f", train, forward, scoring),
                text(
                        "training needs %.1f GFLOP/s of products: %.1f %% of %s",
                        gflops(), PERCENT * gflops() / limit.gflops(), limit.line()));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("network", word(settings.network()));
        map.put("engine", word(settings.engine()));
        map.put("batch", settings.batch());
        map.put("replicas", settings.replicas());
        map.put("threads", settings.threads());
        map.put("train_samples_per_second", train);
        map.put("forward_samples_per_second", forward);
        map.put("scoring_samples_per_second", scoring);
        map.put("gflops", gflops());
        map.put("limit_gflops", limit.gflops());
        return map;
    }
}
