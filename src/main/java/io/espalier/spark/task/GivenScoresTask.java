package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.data.SplitPlan;
import io.espalier.spark.task.GivenMisfits.Ids;
import io.espalier.trainer.Shard;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.util.CollectionAccumulator;

/** The scores of a shard's rows that a given table has, whose rows have been brought to their shards in any order. */
public final class GivenScoresTask extends ShardTask<ScoredShard> {
    private static final long serialVersionUID = 3L;

    private final KnownScores given;
    private final SplitPlan split;
    private final CollectionAccumulator<GivenMisfits> misfits;

    /**
     * A task on the rows by shard.
     *
     * @param split by which they were brought there
     * @param misfits takes what keeps them from being the scores of a shard
     */
    public GivenScoresTask(
            TaskSettings settings,
            Scaler scaler,
            KnownScores given,
            SplitPlan split,
            CollectionAccumulator<GivenMisfits> misfits) {
        super(settings, scaler);
        this.given = given;
        this.split = split;
        this.misfits = misfits;
    }

    @Override
    Outcome<ScoredShard> compute(ExecutorNode node, Slice slice, Shard shard) {
        Placing placing = new Placing(shard, split);
        ShardFiles.read(given, slice, placing::add);
        GivenMisfits found = placing.misfits(slice, given);
        if (found.found()) {
            misfits.add(found);
        }
        return Outcome.done(placing.scored);
    }

    /** Puts scores to the examples of a shard. */
    private static final class Placing {
        private final SplitPlan split;
        private final double[] scores;
        private final ScoredShard scored;
        private final BitSet placed;
        private Ids foreign = Ids.NONE;
        private Ids repeated = Ids.NONE;

        Placing(Shard shard, SplitPlan split) {
            this.split = split;
            this.scores = new double[shard.rows()];
            this.scored = ScoredShard.of(shard, scores);
            this.placed = new BitSet(shard.rows());
        }

        void add(long id, double score) {
            int row = row(id);
            if (row < 0) {
                foreign = foreign.with(id);
            } else if (placed.get(row)) {
                repeated = repeated.with(id);
            } else {
                placed.set(row);
                scores[row] = score;
            }
        }

        /** Rows ascend by hash; different ids never have equal hashes. */
        private int row(long id) {
            long wanted = split.hash(id, Part.TRAIN);
            int low = 0;
            int high = scores.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = Long.compareUnsigned(split.hash(scored.ids()[middle], Part.TRAIN), wanted);
                if (order == 0) {
                    return middle;
                } else if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -1;
        }

        GivenMisfits misfits(Slice slice, KnownScores given) {
            Ids missing = Ids.NONE;
            for (int row = placed.nextClearBit(0); row < scores.length; row = placed.nextClearBit(row + 1)) {
                missing = missing.with(scored.ids()[row]);
            }
            return new GivenMisfits(
                    slice, foreign, repeated, missing, NotFinite.in(slice, List.of(given.method()), scored));
        }
    }
}
