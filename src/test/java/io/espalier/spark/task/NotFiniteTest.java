package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.importance.ScoreMethod;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotFiniteTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITE = Double.POSITIVE_INFINITY;
    private static final List<ScoreMethod> METHODS = List.of(ScoreMethod.EL2N, ScoreMethod.LOSS, ScoreMethod.MARGIN);

    @Test
    void finiteScoresAreNotAmongThem() {
        assertThat(found(0, new long[] {1, 2}, new double[][] {{0, 1}, {-1, 1e300}, {0, 0}}))
                .isEmpty();
    }

    @Test
    void lowestIdsAreNamedOfAllThatAreCounted() {
        List<NotFinite> found = found(0, new long[] {9, -4, 7, 5, 6}, new double[][] {
            {NAN, 1, NAN, INFINITE, NAN}, {0, 0, 0, 0, 0}, {0, -INFINITE, 0, 0, 0}
        });

        assertThat(found).extracting(NotFinite::method).containsExactly(ScoreMethod.EL2N, ScoreMethod.MARGIN);
        assertThat(NotFinite.reason(found.subList(0, 1)))
                .isEqualTo(
                        "scores by el2n must be finite numbers; 4 are not, the first of examples 5 (Infinity), 6 (NaN),"
                                + " 7 (NaN)");
        assertThat(NotFinite.reason(found.subList(1, 2)))
                .isEqualTo("scores by margin must be finite numbers; 1 is not, the first of examples -4 (-Infinity)");
    }

    @Test
    void repeatedShardsAndAnyOrderGiveTheSameReason() {
        List<NotFinite> shards = new ArrayList<>();
        for (int shard = 0; shard < 3; shard++) {
            double[][] scores = {{NAN, NAN}, {0, 0}, {0, 0}};
            shards.addAll(found(shard, new long[] {10 - shard, 20 + shard}, scores));
            shards.addAll(found(shard, new long[] {10 - shard, 20 + shard}, scores));
        }
        String reason =
                "scores by el2n must be finite numbers; 6 are not, the first of examples 8 (NaN), 9 (NaN), 10 (NaN)";

        assertThat(NotFinite.reason(shards)).isEqualTo(reason);
        Collections.reverse(shards);
        assertThat(NotFinite.reason(shards)).isEqualTo(reason);
    }

    private static List<NotFinite> found(int shard, long[] ids, double[][] scores) {
        return NotFinite.in(new Slice(Part.TRAIN, shard), METHODS, new ScoredShard(ids, new int[ids.length], scores));
    }
}
