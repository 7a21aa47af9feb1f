package io.espalier.api;

import io.espalier.Hashing;
import io.espalier.UserException;
import io.espalier.config.PlanJson;
import io.espalier.run.BaselineKeys;
import io.espalier.run.Budget;
import io.espalier.run.PhaseKind;
import io.espalier.run.PhasePlan;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.TrainingPlan;
import io.espalier.store.RecordJson;
import io.espalier.store.RunDirectory;
import io.espalier.store.ScoringDirectory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The short trainings whose networks score examples: plain runs of the job's network on all examples, each from a seed of its own, in run
 * directories under that of the scoring. One that is complete there is not trained again, one that was interrupted is gone on with.
 */
final class ProxyTrainings {
    /** A complete training does not look for its file again; who scores knows what it held. */
    private static final Set<String> PLACE_OF_NETWORK = Set.of("network.path");

    private final TrainingPlan job;
    private final ScoringDirectory directory;
    private final Clock clock;
    private final TrainingOptions options;
    private final String kernels;

    /**
     * Trainings for a job.
     *
     * @param options with the cluster to train in
     * @param kernels that train there
     */
    ProxyTrainings(TrainingPlan job, ScoringDirectory directory, Clock clock, TrainingOptions options, String kernels) {
        this.job = job;
        this.directory = directory;
        this.clock = clock;
        this.options = options;
        this.kernels = kernels;
    }

    /**
     * The plan of one training: the job's network, updater and workers, one baseline phase of a part of its budget.
     *
     * @param number from 1
     * @param fraction of the budget; without one, that of the leading baseline phases
     * @throws UserException if there is neither
     */
    static TrainingPlan plan(TrainingPlan job, int number, Optional<BigDecimal> fraction) {
        return job.shortened(
                budget(job.training().budget(), fraction.orElseGet(() -> leadingBaseline(job))),
                Hashing.seed(job.training().seed(), "proxy", number));
    }

    private static BigDecimal leadingBaseline(TrainingPlan job) {
        BigDecimal fraction = BigDecimal.ZERO;
        for (PhasePlan phase : job.phases()) {
            if (phase.kind() != PhaseKind.BASELINE) {
                break;
            }
            fraction = fraction.add(phase.fraction());
        }
        if (fraction.signum() == 0) {
            throw new UserException("phases begin without a baseline, whose length a proxy's training would have; say"
                    + " with --proxy-fraction what part of the budget it gets, or give a --model");
        }
        return fraction;
    }

    private static Budget budget(Budget whole, BigDecimal fraction) {
        return new Budget(whole.epochs().map(fraction::multiply), whole.steps().map(steps -> fraction.multiply(
                        BigDecimal.valueOf(steps))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact()));
    }

    /**
     * Trains the networks one after the other.
     *
     * @return the complete runs, as many as the plans; fewer where a request to stop came first
     */
    List<TrainingResult> train(List<TrainingPlan> plans) {
        List<TrainingResult> trained = new ArrayList<>();
        for (TrainingPlan plan : plans) {
            TrainingResult result = train(plan, trained.size() + 1);
            if (!result.completed()) {
                break;
            }
            trained.add(result);
        }
        return trained;
    }

    private TrainingResult train(TrainingPlan plan, int number) {
        Optional<RunDirectory> begun = directory.begun(number);
        if (begun.isPresent()) {
            RunRecord record = Espalier.record(begun.get().record());
            List<String> differences = BaselineKeys.differences(record.plan(), plan);
            if (record.outcome().status() == Status.COMPLETED && PLACE_OF_NETWORK.containsAll(differences)) {
                Provenances.trainedElsewhere(begun.get().path(), record, kernels)
                        .ifPresent(options.listener()::warned);
                return new TrainingResult(begun.get().path(), record, 0);
            }
            if (differences.isEmpty()) {
                return resume(record, begun.get());
            }
            begun.get().delete();
        }
        RecordJson records = records("run.json");
        try (TrainingRun run = TrainingRun.start(plan, directory.proxy(number), records, clock, options)) {
            return run.train();
        }
    }

    private TrainingResult resume(RunRecord record, RunDirectory run) {
        RecordJson records = records(run.record().toString());
        TrainingPlan plan = record.plan().at(job.master(), record.plan().output());
        try (TrainingRun resumed = TrainingRun.resume(record, plan, run, records, clock, options)) {
            return resumed.train();
        }
    }

    private static RecordJson records(String file) {
        return new RecordJson(PlanJson::toJson, node -> PlanJson.fromJson(node, file));
    }
}
