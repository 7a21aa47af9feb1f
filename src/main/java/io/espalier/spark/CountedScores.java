package io.espalier.spark;

import io.espalier.importance.ExactSum;
import io.espalier.importance.Grouping;
import io.espalier.importance.KeySearch;
import io.espalier.importance.OrderStatistics;
import io.espalier.importance.OrderStatistics.Place;
import io.espalier.importance.RankKey;
import io.espalier.importance.Ranking;
import io.espalier.spark.task.BracketRows;
import io.espalier.spark.task.FoundKeys;
import io.espalier.spark.task.ScoredRowsTask.Question;
import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The scores of a run's training examples, which stay with the shards: every question is a pass over the rows that executors hold. No row
 * comes to the driver but a bounded number of keys, and nothing is sorted.
 *
 * <p>All ids differ and all scores are finite: otherwise the run would not have written them.
 */
final class CountedScores implements OrderStatistics {
    private final Shards shards;
    private final int size;
    private final int classes;

    /** The shards of the training part. */
    interface Shards {
        /** The answers of all, in order. */
        <T extends Serializable> List<T> answers(Question<T> question);

        /** Number of them. */
        int count();
    }

    /**
     * The examples in some shards.
     *
     * @param size number of examples
     */
    CountedScores(Shards shards, int size, int classes) {
        this.shards = shards;
        this.size = size;
        this.classes = classes;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public double meanScore() {
        ExactSum sum = new ExactSum();
        shards.answers(rows -> {
                    ExactSum ofShard = new ExactSum();
                    rows.forEach((label, score, hash) -> ofShard.add(score));
                    return ofShard;
                })
                .forEach(sum::add);
        return sum.dividedBy(size);
    }

    @Override
    public List<Integer> sizes(Grouping grouping) {
        return LongStream.of(sum(shards.answers(grouping::counts)))
                .mapToObj(Math::toIntExact)
                .toList();
    }

    @Override
    public List<RankKey> at(Grouping grouping, Ranking ranking, List<Place> places) {
        KeySearch search = new KeySearch(grouping.groups(), places, size, shards.count());
        while (search.needsCounts()) {
            BracketRows looked = new BracketRows(grouping, ranking, search.brackets());
            search.narrow(sum(shards.answers(looked::counts)));
        }
        BracketRows looked = new BracketRows(grouping, ranking, search.brackets());
        return search.keys(shards.answers(looked::find).stream()
                .flatMap(FoundKeys::candidates)
                .toList());
    }

    private static long[] sum(List<long[]> counts) {
        long[] sums = new long[counts.get(0).length];
        for (long[] ofShard : counts) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += ofShard[i];
            }
        }
        return sums;
    }
}
