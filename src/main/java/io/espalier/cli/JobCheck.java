package io.espalier.cli;

import io.espalier.UserException;
import io.espalier.data.Readers;
import io.espalier.run.DataPlan;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.Source;
import io.espalier.trainer.TrainingBackend.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What can be found out about a plan in a moment, before Spark is started. */
final class JobCheck {
    private JobCheck() {}

    /** Refuses a plan that can't run here. */
    static void requireRunnable(TrainingPlan plan) {
        plan.network().path().ifPresent(path -> requireFile(path, "network.path"));
        requireData(plan.data());
        MasterCheck.requireUsable(plan.master());
    }

    /** Readers look at headers, sizes and first rows when they are made; Parquet is read by Spark. */
    private static void requireData(DataPlan data) {
        if (data.source() == Source.PARQUET) {
            requireTable(data.path(), "data.path");
            requireTable(data.testPath(), "data.test_path");
            requireTable(data.validationPath(), "data.validation_path");
            return;
        }
        for (Part part : Part.values()) {
            var unused = Readers.of(data, part);
        }
    }

    private static void requireTable(Optional<String> path, String key) {
        path.filter(given -> !given.contains("://")).ifPresent(given -> {
            if (!Files.exists(GivenPath.of(given, key))) {
                throw new UserException(key + ": there is no file or directory " + given);
            }
        });
    }

    private static void requireFile(String path, String key) {
        Path file = GivenPath.of(path, key);
        if (!Files.exists(file)) {
            throw new UserException(key + ": there is no file " + path);
        }
        if (!Files.isRegularFile(file)) {
            throw new UserException(key + " must be a file; " + path + " is none");
        }
    }
}
