package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Shard;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Set;

/** Features of a few examples, scaled, by id. */
public final class FeaturesTask extends ShardTask<HashMap<Long, float[]>> {
    private static final long serialVersionUID = 1L;

    private final Set<Long> ids;

    /** A task for some ids. */
    public FeaturesTask(TaskSettings settings, Scaler scaler, Set<Long> ids) {
        super(settings, scaler);
        this.ids = Set.copyOf(ids);
    }

    @Override
    Outcome<HashMap<Long, float[]>> compute(ExecutorNode node, Slice slice, Shard shard) {
        HashMap<Long, float[]> found = new HashMap<>();
        for (int row = 0; row < shard.rows(); row++) {
            if (ids.contains(shard.id(row))) {
                found.put(shard.id(row), features(shard, row));
            }
        }
        return Outcome.done(found);
    }

    private static float[] features(Shard shard, int row) {
        Batch batch = new Batch(1, shard.featureCount());
        shard.read(new int[] {row}, 1, batch);
        return Arrays.copyOf(batch.features(), shard.featureCount());
    }
}
