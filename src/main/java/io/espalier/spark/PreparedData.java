package io.espalier.spark;

import io.espalier.data.Scaler;
import io.espalier.data.SplitPlan;
import io.espalier.run.DataSummary;
import io.espalier.spark.task.Slice;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A data set that lies packed on the executors.
 *
 * @param summary counts and warnings
 * @param scaler fitted on the training part
 * @param locations of the pieces, as Spark names preferred locations; pieces without rows are left out
 * @param split to which part and shard each example belongs
 */
record PreparedData(DataSummary summary, Scaler scaler, Map<Slice, String> locations, SplitPlan split) {
    /** Rows of each worker's shard, in order. */
    List<Integer> trainRows() {
        return IntStream.range(0, split.workers())
                .map(worker -> split.rows(Part.TRAIN, worker))
                .boxed()
                .toList();
    }
}
