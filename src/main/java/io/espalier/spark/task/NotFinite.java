package io.espalier.spark.task;

import io.espalier.importance.ScoreMethod;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Scores of a shard by one method that are no finite numbers. Travels. Equal wherever and however often the shard is scored.
 *
 * @param slice the shard
 * @param count of the scores
 * @param lowest ids that have them, with the scores; at most {@value #NAMED}
 */
public record NotFinite(Slice slice, ScoreMethod method, long count, SortedMap<Long, Double> lowest)
        implements Serializable {
    /** Ids named in a message. */
    static final int NAMED = 3;

    public NotFinite {
        lowest = Collections.unmodifiableSortedMap(new TreeMap<>(lowest));
    }

    /** What a scored shard has, one value a method that has any. */
    static List<NotFinite> in(Slice slice, List<ScoreMethod> methods, ScoredShard shard) {
        List<NotFinite> found = new ArrayList<>();
        for (int method = 0; method < methods.size(); method++) {
            double[] scores = shard.scores(method);
            TreeMap<Long, Double> lowest = new TreeMap<>();
            long count = 0;
            for (int row = 0; row < scores.length; row++) {
                if (!Double.isFinite(scores[row])) {
                    count++;
                    keep(lowest, shard.ids()[row], scores[row]);
                }
            }
            if (count > 0) {
                found.add(new NotFinite(slice, methods.get(method), count, lowest));
            }
        }
        return found;
    }

    private static void keep(TreeMap<Long, Double> lowest, long id, double score) {
        lowest.put(id, score);
        if (lowest.size() > NAMED) {
            lowest.pollLastEntry();
        }
    }

    /**
     * What is wrong with the scores of a table by one method, in a sentence; it does not depend on the order.
     *
     * @param ofShards by that method, a shard more than once where a task was repeated
     */
    public static String reason(List<NotFinite> ofShards) {
        TreeMap<Long, Double> lowest = new TreeMap<>();
        long count = 0;
        for (NotFinite ofShard : ofShards.stream().distinct().toList()) {
            count += ofShard.count;
            ofShard.lowest.forEach((id, score) -> keep(lowest, id, score));
        }
        return "scores by " + ofShards.get(0).method.column() + " must be finite numbers; " + count
                + (count == 1 ? " is" : " are") + " not, the first of examples "
                + lowest.entrySet().stream().map(NotFinite::named).collect(Collectors.joining(", "));
    }

    private static String named(Map.Entry<Long, Double> id) {
        return id.getKey() + " (" + id.getValue() + ")";
    }
}
