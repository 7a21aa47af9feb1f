package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.run.TrainingPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Options of commands that train a job: its file, and what replaces keys of it. */
final class JobOptions {
    @Parameter(description = "JOB.yaml")
    private List<String> jobs = new ArrayList<>();

    @ParametersDelegate
    private final SetOptions sets = new SetOptions();

    @Parameter(names = "--master", description = "Spark master, instead of the job file's.")
    private @Nullable String master;

    /** Whether a job file is named. */
    boolean hasJob() {
        return !jobs.isEmpty();
    }

    /** Whether keys are set. */
    boolean hasSets() {
        return !sets.values().isEmpty();
    }

    /** Refuses no job file, and more than one. */
    void requireOneJob(String command) {
        if (jobs.size() != 1) {
            throw new UserException(
                    command + " takes one job file: espalier " + command + " jobs/digits.yaml; given: " + jobs.size());
        }
    }

    /**
     * The plan of the one job file.
     *
     * @param more keys with values that are set after those that were asked for
     */
    TrainingPlan plan(String... more) {
        return plan(Stream.concat(sets.values().stream(), Stream.of(more)));
    }

    /** The same, but for an optional key of the file that this command passes over; one that is asked for counts. */
    TrainingPlan planWithout(String key, String... more) {
        return plan(Stream.of(Stream.of(key + "="), sets.values().stream(), Stream.of(more))
                .flatMap(each -> each));
    }

    private TrainingPlan plan(Stream<String> all) {
        return atMaster(Espalier.plan(GivenPath.of(jobs.get(0), "The job file"), all.toArray(String[]::new)));
    }

    /** A plan at the master that is asked for: that of spark-submit, where it started this process, else that of the option. */
    TrainingPlan atMaster(TrainingPlan plan) {
        Optional<String> submitted = Launch.submittedMaster();
        if (master != null && submitted.isPresent() && !submitted.get().equals(master)) {
            throw new UserException("--master is " + master + " here and " + submitted.get()
                    + " for spark-submit: give it to spark-submit alone");
        }
        return submitted
                .or(() -> Optional.ofNullable(master))
                .map(chosen -> plan.at(chosen, plan.output()))
                .orElse(plan);
    }

    /** The job file, its path absolute, and the keys set, as words of a command line. */
    List<String> words() {
        return Stream.concat(
                        jobs.stream().map(job -> Path.of(job).toAbsolutePath().toString()), sets.words())
                .toList();
    }
}
