package io.espalier.constraint;

import io.espalier.network.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Unit importance of the last rounds: a list of rounds, oldest first, each with one array a group. */
public final class ImportanceHistory {
    /** Rounds that are remembered. */
    public static final int ROUNDS = 5;

    private ImportanceHistory() {}

    /**
     * The history with one more round, without the oldest where there are more than {@value #ROUNDS}.
     *
     * <p>A masked unit can't be measured: it keeps the value of the round before, or has 0 in the first.
     *
     * @param groups of the network
     * @param history oldest first; may be empty; not changed
     * @param scores of the new round; not changed
     * @param active units that were active when they were scored
     */
    public static List<List<double[]>> append(
            List<Group> groups, List<List<double[]>> history, List<double[]> scores, KeptUnits active) {
        Importances.requireFit(groups, scores);
        List<double[]> round = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            double[] values = new double[groups.get(group).units()];
            if (!history.isEmpty()) {
                System.arraycopy(history.get(history.size() - 1).get(group), 0, values, 0, values.length);
            }
            for (int unit : active.of(groups.get(group).name())) {
                values[unit] = scores.get(group)[unit];
            }
            round.add(values);
        }
        List<List<double[]>> longer = new ArrayList<>(history);
        longer.add(List.copyOf(round));
        return List.copyOf(longer.subList(Math.max(0, longer.size() - ROUNDS), longer.size()));
    }

    /** Mean over the rounds; zeros where there is none. */
    static List<double[]> mean(List<Group> groups, List<List<double[]>> history) {
        List<double[]> means =
                groups.stream().map(group -> new double[group.units()]).toList();
        for (List<double[]> round : history) {
            Importances.requireFit(groups, round);
            for (int group = 0; group < means.size(); group++) {
                for (int unit = 0; unit < means.get(group).length; unit++) {
                    means.get(group)[unit] += round.get(group)[unit] / history.size();
                }
            }
        }
        return means;
    }

    /** The history of the units that a compaction leaves. */
    public static List<List<double[]>> cut(List<Group> groups, List<List<double[]>> history, KeptUnits kept) {
        List<List<double[]>> cut = new ArrayList<>();
        for (List<double[]> round : history) {
            Importances.requireFit(groups, round);
            List<double[]> values = new ArrayList<>();
            for (int group = 0; group < groups.size(); group++) {
                double[] all = round.get(group);
                values.add(IntStream.of(kept.of(groups.get(group).name()))
                        .mapToDouble(unit -> all[unit])
                        .toArray());
            }
            cut.add(List.copyOf(values));
        }
        return List.copyOf(cut);
    }
}
