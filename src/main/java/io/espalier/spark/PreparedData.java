package io.espalier.spark;

import io.espalier.data.Scaler;
import io.espalier.run.DataSummary;
import io.espalier.spark.task.Slice;
import java.util.List;
import java.util.Map;

/**
 * A data set that lies packed on the executors.
 *
 * @param summary counts and warnings
 * @param scaler fitted on the training part
 * @param locations of the pieces, as Spark names preferred locations; pieces without rows are left out
 * @param trainRows rows of each worker's shard, in order
 */
record PreparedData(DataSummary summary, Scaler scaler, Map<Slice, String> locations, List<Integer> trainRows) {}
