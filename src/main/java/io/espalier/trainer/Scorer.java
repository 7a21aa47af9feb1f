package io.espalier.trainer;

import io.espalier.Hashing;
import io.espalier.importance.Prototypes;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.Scores;
import io.espalier.network.Network;
import io.espalier.trainer.Clustering.Beginning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores of a shard's examples, wherever they are computed: on a thread of the driver or in a task. Pure functions of their arguments.
 *
 * <p>Rows go through in blocks of one height in hash order, the last one padded with its last row: every product has one shape. With the
 * compiled engine a row's score then does not depend on where a block or a shard ends. With DL4J's own layers its last bits depend on its
 * place in the block, and so on the shards and on the height of the blocks.
 */
public final class Scorer {
    private Scorer() {}

    /**
     * Scores every row of a shard by all methods, in one pass over its rows for each of the weights: the mean over the weights. What is
     * collected while a network trains is taken from the state of the worker that trained on the shard.
     *
     * @param snapshots flat parameter vectors, at least one where a method needs them
     * @param settings with prototypes for each of the snapshots where they are needed
     * @param noted state of the worker after the last round; of no use without such a method
     * @return one array a method, in the order of the methods, one value a row
     */
    public static double[][] scores(
            Network network,
            List<float[]> snapshots,
            Shard shard,
            Replica replica,
            ScoreSettings settings,
            WorkerState noted) {
        List<ScoreMethod> methods = settings.methods();
        double[][] scores = new double[methods.size()][shard.rows()];
        if (!settings.ofPass().isEmpty()) {
            ExampleScores block = new ExampleScores(settings.blockRows(), network, settings.ofPass());
            Blocks blocks = new Blocks(network, shard, settings.blockRows());
            for (int i = 0; i < snapshots.size(); i++) {
                if (settings.measuresDistances()) {
                    block.measureFrom(settings.prototypes().get(i));
                }
                Worker.loadWeights(replica, snapshots.get(i));
                blocks.forEach((batch, first, count) -> {
                    replica.scores(batch, block);
                    add(block, settings.ofPass(), methods, snapshots.size(), scores, first, count);
                });
            }
        }
        if (methods.contains(ScoreMethod.RANDOM)) {
            double[] column = scores[methods.indexOf(ScoreMethod.RANDOM)];
            for (int row = 0; row < column.length; row++) {
                column[row] = Scores.random(shard.id(row), settings.randomSeed());
            }
        }
        for (int i = 0; i < scores.length; i++) {
            if (methods.get(i).collectedDuringTraining()) {
                scores[i] = noted.scores(methods.get(i), shard.rows(), settings.passes());
            }
        }
        return scores;
    }

    private static void add(
            ExampleScores block,
            List<ScoreMethod> computed,
            List<ScoreMethod> methods,
            int snapshots,
            double[][] scores,
            int first,
            int count) {
        for (ScoreMethod method : computed) {
            double[] column = scores[methods.indexOf(method)];
            for (int row = 0; row < count; row++) {
                column[first + row] += block.of(method, row) / snapshots;
            }
        }
    }

    /** Sums of the penultimate features of a shard's rows by class, at some weights. */
    public static FeatureSums classSums(
            Network network, float[] snapshot, Shard shard, Replica replica, int blockRows) {
        return sums(
                network, snapshot, shard, replica, blockRows, network.outputs(), (features, offset, label) -> label);
    }

    /** The same by nearest centroid. */
    public static FeatureSums clusterSums(
            Network network, float[] snapshot, Shard shard, Replica replica, int blockRows, Prototypes centroids) {
        return sums(
                network,
                snapshot,
                shard,
                replica,
                blockRows,
                centroids.count(),
                (features, offset, label) -> centroids.nearest(features, offset));
    }

    private static FeatureSums sums(
            Network network,
            float[] snapshot,
            Shard shard,
            Replica replica,
            int blockRows,
            int groups,
            Grouping grouping) {
        int width = network.penultimate().size();
        FeatureSums sums = new FeatureSums(groups, width);
        ExampleScores block = ExampleScores.ofFeatures(blockRows, network);
        Worker.loadWeights(replica, snapshot);
        new Blocks(network, shard, blockRows).forEach((batch, first, count) -> {
            replica.scores(batch, block);
            for (int row = 0; row < count; row++) {
                int offset = row * width;
                sums.add(block.penultimate(), offset, grouping.of(block.penultimate(), offset, batch.labels()[row]));
            }
        });
        return sums;
    }

    /** Class or cluster of an example. */
    @FunctionalInterface
    private interface Grouping {
        int of(float[] features, int offset, int label);
    }

    /**
     * The examples of a shard that clusters may begin at: those of the lowest hashes.
     *
     * @param most how many, at most
     * @param seed of the hashes
     */
    public static List<Beginning> beginnings(
            Network network, float[] snapshot, Shard shard, Replica replica, int blockRows, int most, long seed) {
        int width = network.penultimate().size();
        ExampleScores block = ExampleScores.ofFeatures(blockRows, network);
        Batch batch = new Batch(blockRows, network.input().size());
        Worker.loadWeights(replica, snapshot);
        int[] lowest = IntStream.range(0, shard.rows())
                .boxed()
                .sorted(Comparator.comparing(row -> Hashing.hash(shard.id(row), seed), Long::compareUnsigned))
                .limit(most)
                .mapToInt(Integer::intValue)
                .toArray();
        List<Beginning> beginnings = new ArrayList<>();
        int[] rows = new int[blockRows];
        for (int row : lowest) {
            // Blocks of one height, as everywhere: here a row fills one by itself.
            Arrays.fill(rows, row);
            shard.read(rows, blockRows, batch);
            replica.scores(batch, block);
            beginnings.add(new Beginning(Hashing.hash(shard.id(row), seed), Arrays.copyOf(block.penultimate(), width)));
        }
        return beginnings;
    }

    /** The rows of a shard in blocks of one height. */
    private static final class Blocks {
        private final Shard shard;
        private final Batch batch;
        private final int[] rows;

        Blocks(Network network, Shard shard, int blockRows) {
            this.shard = shard;
            this.batch = new Batch(blockRows, network.input().size());
            this.rows = new int[blockRows];
        }

        void forEach(Block work) {
            for (int first = 0; first < shard.rows(); first += rows.length) {
                int count = Math.min(rows.length, shard.rows() - first);
                for (int i = 0; i < rows.length; i++) {
                    rows[i] = first + Math.min(i, count - 1);
                }
                shard.read(rows, rows.length, batch);
                work.of(batch, first, count);
            }
        }
    }

    /** Work on one block. */
    @FunctionalInterface
    private interface Block {
        /**
         * Does the work.
         *
         * @param batch the block's rows
         * @param first index of its first row in the shard
         * @param count rows that are not padding
         */
        void of(Batch batch, int first, int count);
    }
}
