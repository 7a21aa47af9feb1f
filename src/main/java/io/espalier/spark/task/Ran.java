package io.espalier.spark.task;

import io.espalier.trainer.WorkerReport;
import java.io.Serializable;

/**
 * Where and when a worker was trained, and what it says.
 *
 * @param startedMillis when its task began, by the executor's wall clock
 * @param location of the executor
 * @param report of the worker
 */
public record Ran(long startedMillis, String location, WorkerReport report) implements Serializable {}
