package io.espalier.trainer;

import io.espalier.run.AveragingPlan.Wire;
import io.espalier.run.Incidents;
import java.util.ArrayList;
import java.util.List;

/**
 * What the workers did in one round, reduced.
 *
 * @param mean of the workers' changes and moments; masked units zero
 * @param reports one a worker, in worker order
 * @param schedulingSeconds launch delay of the slowest worker
 * @param bytesDown sent to workers
 * @param incidents beside the training
 */
public record RoundOutcome(
        Reduction.Mean mean,
        List<WorkerReport> reports,
        double schedulingSeconds,
        long bytesDown,
        Incidents incidents) {
    public RoundOutcome {
        reports = List.copyOf(reports);
        for (int worker = 0; worker < reports.size(); worker++) {
            if (reports.get(worker).worker() != worker) {
                throw new IllegalStateException("Report " + worker + " is of worker "
                        + reports.get(worker).worker());
            }
        }
    }

    /**
     * The outcome of a round.
     *
     * @param reports one a worker, in worker order
     */
    public static RoundOutcome of(
            RoundTask task, Reduction.Mean mean, List<WorkerReport> reports, double schedulingSeconds) {
        ModelState model = task.model();
        long down = (long) Float.BYTES * model.parameters().length * (1 + model.moments().length) * reports.size();
        return new RoundOutcome(mean, reports, schedulingSeconds, down, Incidents.NONE);
    }

    /**
     * The outcome of a round whose average someone else made, each worker counting the same.
     *
     * @param average network, weights and moments after the round
     * @param rows of each worker's shard, in worker order
     * @param examples that each worker was presented
     * @param loss mean over them
     * @param computeSeconds of a worker's steps
     */
    public static RoundOutcome averaged(
            RoundTask task, ModelState average, int[] rows, long examples, double loss, double computeSeconds) {
        RunningStatistics running = RunningStatistics.of(average.network());
        float[] change = average.parameters().clone();
        float[] statistics = running.read(change);
        for (int i = 0; i < change.length; i++) {
            change[i] -= task.model().parameters()[i];
        }
        running.clear(change);
        PackedChange sent = PackedChange.of(Wire.FLOAT32, change);
        List<WorkerReport> reports = new ArrayList<>();
        for (int worker = 0; worker < rows.length; worker++) {
            Cursor cursor = FullBatches.after(task.cursors().get(worker), examples, rows[worker]);
            Contribution contribution = new Contribution(worker, rows[worker], sent, average.moments());
            reports.add(new WorkerReport(
                    contribution,
                    cursor,
                    statistics,
                    rows[worker],
                    rows[worker],
                    examples,
                    loss * examples,
                    Math.round(computeSeconds * 1e9)));
        }
        return of(task, new Reduction.Mean(change, average.moments()), reports, 0);
    }

    /** The same outcome with what happened beside it. */
    public RoundOutcome with(Incidents happened) {
        return new RoundOutcome(mean, reports, schedulingSeconds, bytesDown, happened);
    }

    /** Per worker, after the round. */
    public List<Cursor> cursors() {
        return reports.stream().map(WorkerReport::cursor).toList();
    }

    /** Examples presented, all workers together. */
    public long examples() {
        return reports.stream().mapToLong(WorkerReport::examples).sum();
    }

    /** Fraction of the kept examples that an epoch presents now, in (0, 1]: of at least 1 example. */
    public double presentedFraction() {
        long kept = reports.stream().mapToLong(WorkerReport::keptRows).sum();
        long presented = reports.stream().mapToLong(WorkerReport::epochRows).sum();
        return (double) Math.max(1, presented) / Math.max(1, kept);
    }

    /** Mean loss over the presented examples; NaN or infinite ends the run. */
    public double loss() {
        double sum = 0;
        for (WorkerReport report : reports) {
            sum += report.lossSum();
        }
        return sum / examples();
    }

    /** Seconds of the slowest worker's steps. */
    public double computeSeconds() {
        return reports.stream().mapToLong(WorkerReport::computeNanos).max().orElse(0) * 1e-9;
    }

    /** Bytes received from workers. */
    public long bytesUp() {
        return reports.stream().mapToLong(WorkerReport::bytes).sum();
    }

    /**
     * Turns the average change into the weights after the round, in place: it can be called once. Masked units are zero, but for what
     * a momentum made of them.
     *
     * @param task of the round
     * @param momentum of the outer step: read and, in place, moved on; not used by a step without one
     */
    float[] parameters(RoundTask task, OuterStep outer, float[] momentum) {
        ModelState start = task.model();
        RunningStatistics running = RunningStatistics.of(start.network());
        float[] parameters = mean.change();
        outer.apply(
                start.parameters(), parameters, momentum, task.learningRates().mean());
        running.write(
                running.merge(
                        reports.stream().map(WorkerReport::statistics).toList(),
                        reports.stream().map(WorkerReport::weight).toList()),
                parameters);
        return parameters;
    }
}
