package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.api.ScoringOptions;
import io.espalier.api.ScoringResult;
import io.espalier.api.TrainingOptions;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.TrainingPlan;
import io.espalier.store.RunId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code espalier score}: the importance of every training example, as a table. */
@Parameters(
        commandNames = "score",
        commandDescription = "Writes the importance of every training example as a Parquet table.")
final class ScoreCommand implements Command {
    /** A job that trains by a table of scores may name it before it is there: this is what makes it. */
    private static final String TABLE = "importance.scores";

    @ParametersDelegate
    private final JobOptions job = new JobOptions();

    @Parameter(names = "--methods", description = "Methods, a column each: el2n,loss. Instead of the job's.")
    private List<String> methods = new ArrayList<>();

    @Parameter(
            names = "--model",
            description = "A model zip or run directory whose network scores, instead of networks trained for it.")
    private @Nullable String model;

    @Parameter(
            names = "--replicas",
            description = "Networks that are trained, each from its own seed; their scores are averaged. 3 without it.")
    private @Nullable Integer replicas;

    @Parameter(
            names = "--proxy-fraction",
            description = "Part of the job's budget that each is trained for, instead of its leading baseline phases.")
    private @Nullable BigDecimal fraction;

    @Parameter(
            names = "--output",
            description = "Directory of the scoring, instead of NAME-scores under the job's output.")
    private @Nullable String output;

    @Parameter(names = "--force-scores", description = "Replaces a table there that was computed from something else.")
    private boolean force;

    @ParametersDelegate
    private final OutputOptions printed = new OutputOptions();

    @Override
    public int run(Console console) throws IOException {
        job.requireOneJob("score");
        ScoringOptions asked = asked();
        TrainingPlan plan = job.planWithout(TABLE, chosen());
        Path directory = output == null
                ? GivenPath.of(plan.output(), "output").resolve(RunId.fileName(plan.name()) + "-scores")
                : GivenPath.of(output, "--output");
        Progress progress = printed.progress(console);
        try (StopSignal stop = StopSignal.install(plan.stop().graceSeconds())) {
            TrainingOptions options = TrainingOptions.defaults()
                    .spark(Launch.sparkSettings(plan))
                    .listener(progress)
                    .stopWhen(stop);
            ScoringResult result = Espalier.score(plan, directory, asked, options);
            if (!result.completed()) {
                progress.scoringStopped();
                return stop.exitCode();
            }
            printed.print(result.table().resolve("_lineage.json"), console);
            progress.scored(result);
            return 0;
        }
    }

    /** The methods as keys of the job. */
    private String[] chosen() {
        if (methods.isEmpty()) {
            return new String[0];
        }
        List<String> columns = OptionValues.choices("--methods", ScoreMethod.values(), methods).stream()
                .map(ScoreMethod::column)
                .toList();
        if (columns.stream().distinct().count() < columns.size()) {
            throw new UserException("--methods must name each method once: " + String.join(",", columns));
        }
        return new String[] {
            "importance.method=" + columns.get(0),
            "importance.also=[" + String.join(", ", columns.subList(1, columns.size())) + "]"
        };
    }

    private ScoringOptions asked() {
        if (model != null && (replicas != null || fraction != null)) {
            throw new UserException("--model names the network that scores: "
                    + (replicas != null ? "--replicas" : "--proxy-fraction") + " is for networks trained for it");
        }
        ScoringOptions asked = ScoringOptions.defaults();
        try {
            asked = replicas == null ? asked : asked.replicas(replicas);
        } catch (IllegalArgumentException e) {
            throw new UserException("--replicas: " + e.getMessage(), e);
        }
        try {
            asked = fraction == null ? asked : asked.fraction(fraction);
        } catch (IllegalArgumentException e) {
            throw new UserException("--proxy-fraction: " + e.getMessage(), e);
        }
        asked = model == null ? asked : asked.model(GivenPath.of(model, "--model"));
        return force ? asked.replacing() : asked;
    }
}
