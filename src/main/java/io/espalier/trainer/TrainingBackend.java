package io.espalier.trainer;

import io.espalier.importance.OrderStatistics;
import io.espalier.importance.Selection;
import io.espalier.network.Network;
import io.espalier.run.DataSummary;
import java.util.List;

/**
 * Where the logical workers run. What it returns depends on the plan only, never on how many machines there are.
 *
 * <p>Used by one thread, the driver's.
 */
public interface TrainingBackend extends AutoCloseable {
    /** The data set: counts, classes, scaling. */
    DataSummary data();

    /** Runs one round on every logical worker and reduces the results in worker order. */
    RoundOutcome train(RoundTask task);

    /**
     * Writes the states that the workers have after a round, where they keep any.
     *
     * @param round the last one trained
     * @param directory that every machine of the run can write
     * @return names of the files, one a worker, in worker order; empty where workers keep no state
     */
    List<String> saveStates(int round, String directory);

    /**
     * Says where the workers' states of a round lie from now on: what is lost is made again from there, by the tasks of the rounds since.
     *
     * @param round 0: before the first
     */
    void useStates(int round, WorkerFiles files);

    /** Quality of a network on a part; masked units already zero. */
    Quality evaluate(Part part, Network network, float[] parameters);

    /**
     * Scores every training example by all methods of the plan: the means over the given weights, and what the workers noted of it until
     * the last round trained.
     *
     * @param snapshots weights of the network after some rounds; at least one where a method needs them
     * @return the scores by the plan's own method, as importance: higher = more important. From now on the workers know them, so that
     *     they can apply a selection
     */
    OrderStatistics score(Network network, List<float[]> snapshots);

    /** The scores that an earlier {@link #score} of this run wrote, which the workers know from now on. */
    OrderStatistics readScores();

    /** Writes the selection at full constraint next to the scores. */
    void writeSelection(Selection selection);

    /**
     * Taylor importance of every unit, the mean over the first batches of the training part in hash order; fewer where the part is
     * shorter.
     *
     * @return one array a group, in the order of {@link Network#groups()}, one value a unit
     */
    List<double[]> taylorImportance(Network network, float[] parameters, int batches);

    /** Parts of the data. */
    enum Part {
        TRAIN,
        VALIDATION,
        TEST
    }

    /**
     * Quality on a part.
     *
     * @param correct examples whose most probable class is theirs
     * @param examples all examples
     * @param loss mean of -log p of the true class
     */
    record Quality(long correct, long examples, double loss) {
        /** Fraction of examples that are right, in [0, 1]. */
        public double accuracy() {
            return examples == 0 ? Double.NaN : (double) correct / examples;
        }
    }

    @Override
    void close();
}
