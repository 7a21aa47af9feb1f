package io.espalier.spark;

import io.espalier.importance.Grouping;
import io.espalier.importance.KeySearch;
import io.espalier.importance.KeySearch.Candidate;
import io.espalier.importance.RankKey;
import io.espalier.importance.Ranking;
import io.espalier.spark.task.BracketRows;
import io.espalier.spark.task.CountBins;
import io.espalier.spark.task.CountGroups;
import io.espalier.spark.task.CountableRows;
import io.espalier.spark.task.FindCandidates;
import io.espalier.spark.task.FoundKeys;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Rows that stay where they are: every question is a pass over them. No row comes to the driver but a bounded number of keys, nothing is
 * sorted, and nothing depends on partitions, their order or repeated tasks: tasks return counts, and counts are added.
 *
 * @param rows in at least one partition
 * @param format how they are read
 * @param <R> type of the rows
 */
record CountedRows<R>(JavaRDD<R> rows, CountableRows<R> format) {
    /** Number of rows of each group. */
    long[] counts(Grouping grouping) {
        return sum(rows.mapPartitions(new CountGroups<>(format, grouping)));
    }

    /**
     * The keys at the places of a search.
     *
     * @param search among the groups, that knows nothing yet
     * @return one key a place
     */
    List<RankKey> at(Grouping grouping, Ranking ranking, KeySearch search) {
        while (search.needsCounts()) {
            search.narrow(sum(rows.mapPartitions(new CountBins<>(format, looked(grouping, ranking, search)))));
        }
        List<FoundKeys> found = rows.mapPartitions(new FindCandidates<>(format, looked(grouping, ranking, search)))
                .collect();
        List<Candidate> candidates =
                found.stream().flatMap(FoundKeys::candidates).toList();
        return search.keys(candidates);
    }

    private static BracketRows looked(Grouping grouping, Ranking ranking, KeySearch search) {
        return new BracketRows(grouping, ranking, search.brackets());
    }

    /** Counts of partitions are added on executors where there are many, so that the driver holds few at a time. */
    private static long[] sum(JavaRDD<long[]> counts) {
        return counts.treeReduce(new CountBins.Sum());
    }
}
