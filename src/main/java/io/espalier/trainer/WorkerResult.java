package io.espalier.trainer;

/**
 * What one logical worker did in one round, where it did it: of this the report and the contribution travel, the state stays.
 *
 * @param report for the driver
 * @param contribution to the average
 * @param state of the worker after the round
 */
public record WorkerResult(WorkerReport report, Contribution contribution, WorkerState state) {}
