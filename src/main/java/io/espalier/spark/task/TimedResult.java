package io.espalier.spark.task;

import io.espalier.trainer.WorkerResult;
import java.io.Serializable;

/**
 * A worker's result with the time its task began.
 *
 * @param startedMillis by the executor's wall clock
 * @param result of the worker
 */
public record TimedResult(long startedMillis, WorkerResult result) implements Serializable {}
