package io.espalier.spark.task;

import io.espalier.trainer.Shard;
import java.io.IOException;
import java.nio.file.Path;

/** Reads the scores of one shard from the table that its run wrote, in the order of the shard's rows. */
final class ShardScores {
    private final KnownScores known;
    private final Shard shard;
    private final long[] ids;
    private final int[] labels;
    private final double[] importance;
    private int row;

    private ShardScores(KnownScores known, Shard shard) {
        this.known = known;
        this.shard = shard;
        this.ids = new long[shard.rows()];
        this.labels = new int[shard.rows()];
        this.importance = new double[shard.rows()];
    }

    /**
     * Ids and labels of a shard, and its scores as importance: higher = more important.
     *
     * @throws RunDirectoryException if the table can't be read here, or is not what the shard's task wrote
     */
    static ScoredShard read(KnownScores known, Slice slice, Shard shard) {
        ShardScores scores = new ShardScores(known, shard);
        ShardFiles.read(known, slice, scores::add);
        if (scores.row < scores.ids.length) {
            throw RunDirectoryException.read(Path.of(known.table()), scores.others());
        }
        return new ScoredShard(scores.ids, scores.labels, scores.importance);
    }

    private void add(long id, double score) throws IOException {
        if (row == ids.length || id != shard.id(row)) {
            throw others();
        }
        ids[row] = id;
        labels[row] = shard.label(row);
        importance[row++] = known.method().importance(score);
    }

    private IOException others() {
        return new IOException("it does not have the scores of the " + shard.rows()
                + " examples of a shard as they were written: files were changed or removed, or an executor wrote them where"
                + " others do not see them");
    }
}
