package io.espalier.api;

import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.data.Readers;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.DataPlan;
import io.espalier.run.ImportancePlan;
import io.espalier.run.Source;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.MasterCheck;
import io.espalier.store.RunDirectory;
import io.espalier.trainer.TrainingBackend.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What can be found out about a plan in a moment, before Spark is started. */
final class JobCheck {
    private JobCheck() {}

    /** Refuses a plan that can't run here. */
    static void requireRunnable(TrainingPlan plan, TrainingOptions options) {
        if (!plan.data().labelled()) {
            throw new UserException(
                    "data.labelled must be true to train: examples without labels can be scored by a model only");
        }
        requireReadable(plan, options);
        plan.importance().source().table().ifPresent(path -> GivenPath.requireTable(path, "importance.scores"));
    }

    /** Refuses a plan that can't go on here. A run that has taken scores does not need their table any more. */
    static void requireResumable(TrainingPlan plan, RunDirectory run, TrainingOptions options) {
        if (Files.exists(run.scores())) {
            requireReadable(plan, options);
        } else {
            requireRunnable(plan, options);
        }
    }

    /** Refuses a plan whose examples can't be scored here. */
    static void requireScorable(TrainingPlan plan, ScoringOptions asked, TrainingOptions options) {
        plan.importance().source().table().ifPresent(table -> {
            throw new UserException("importance.scores is a table to train by; score computes one and takes none: "
                    + table + "; leave it out");
        });
        if (!plan.data().labelled()) {
            requireNoLabels(plan.importance(), asked);
        }
        requireComputable(plan.importance());
        asked.model().ifPresent(Classifier::zip);
        requireReadable(plan, options);
    }

    private static void requireNoLabels(ImportancePlan importance, ScoringOptions asked) {
        if (asked.model().isEmpty()) {
            throw new UserException(
                    "data.labelled false: no network can be trained to score examples without labels; give a --model");
        }
        importance.source().methods().stream()
                .filter(ScoreMethod::needsLabels)
                .findFirst()
                .ifPresent(method -> {
                    throw new UserException("data.labelled false: the method " + method.column()
                            + " needs labels; those that do not are "
                            + Arrays.stream(ScoreMethod.values())
                                    .filter(other -> !other.needsLabels())
                                    .map(ScoreMethod::column)
                                    .collect(Collectors.joining(", ")));
                });
    }

    private static void requireReadable(TrainingPlan plan, TrainingOptions options) {
        plan.network().path().ifPresent(path -> requireFile(path, "network.path"));
        requireData(plan.data());
        if (options.startsSpark()) {
            MasterCheck.requireUsable(plan.master());
        }
    }

    /** Refuses methods that a trained network can't score by. */
    private static void requireComputable(ImportancePlan importance) {
        importance.source().methods().stream()
                .filter(ScoreMethod::collectedDuringTraining)
                .findFirst()
                .ifPresent(method -> {
                    throw new UserException(importance.source().keyOf(method) + " " + method.column()
                            + " is collected while a network trains: train writes its scores, score can't");
                });
    }

    /** Readers look at headers, sizes and first rows when they are made; Parquet is read by Spark. */
    private static void requireData(DataPlan data) {
        if (data.source() == Source.PARQUET) {
            data.path().ifPresent(path -> GivenPath.requireTable(path, "data.path"));
            data.testPath().ifPresent(path -> GivenPath.requireTable(path, "data.test_path"));
            data.validationPath().ifPresent(path -> GivenPath.requireTable(path, "data.validation_path"));
            return;
        }
        for (Part part : Part.values()) {
            var unused = Readers.of(data, part);
        }
    }

    private static void requireFile(String path, String key) {
        Path file = GivenPath.of(path, key);
        if (!Files.exists(file)) {
            throw new UserException(key + ": there is no file " + path);
        }
        GivenPath.refuseSpecial(file, key);
        if (!Files.isRegularFile(file)) {
            throw new UserException(key + " must be a file; " + path + " is none");
        }
    }
}
