package io.espalier.api;

import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.data.Readers;
import io.espalier.importance.ScoreMethod;
import io.espalier.run.DataPlan;
import io.espalier.run.ImportancePlan;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.Source;
import io.espalier.spark.MasterCheck;
import io.espalier.trainer.TrainingBackend.Part;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be found out about a plan in a moment, before Spark is started. */
final class JobCheck {
    private JobCheck() {}

    /** Refuses a plan that can't run here. */
    static void requireRunnable(TrainingPlan plan, TrainingOptions options) {
        plan.network().path().ifPresent(path -> requireFile(path, "network.path"));
        requireData(plan.data());
        requireScorable(plan.importance());
        if (options.startsSpark()) {
            MasterCheck.requireUsable(plan.master());
        }
    }

    private static void requireScorable(ImportancePlan importance) {
        importance.scores().ifPresent(path -> GivenPath.requireTable(path, "importance.scores"));
        importance.methods().stream()
                .filter(ScoreMethod::collectedDuringTraining)
                .findFirst()
                .ifPresent(method -> {
                    throw new UserException("importance." + (method == importance.method() ? "method " : "also ")
                            + method.column() + ": scores that are collected while a network trains are not available yet");
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
