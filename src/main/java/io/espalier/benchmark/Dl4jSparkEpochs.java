package io.espalier.benchmark;

import io.espalier.dl4j.Dl4jConfigurations;
import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/**
 * dl4j-spark as its users have it: ready batches in a data set, which the master keeps in memory, and one {@code fit} an epoch. Updater
 * state is averaged, as ours is; all else is the master's default. Each number of batches read ahead trains a network of its own.
 */
final class Dl4jSparkEpochs implements AutoCloseable {
    private final JavaSparkContext context = JavaSparkContext.fromSparkContext(SparkContext.getOrCreate());
    private final int images;
    private final JavaRDD<DataSet> batches;
    private final Map<Integer, SparkDl4jMultiLayer> networks = new LinkedHashMap<>();

    Dl4jSparkEpochs(MasterSettings settings, Network network, UpdaterPlan updater, Path directory) {
        images = settings.images();
        batches = context.parallelize(
                        IntStream.range(0, settings.batches()).boxed().toList(), LoopSettings.WORKERS)
                .map(new ReadImages(
                        LoopSettings.images(directory).toString(),
                        LoopSettings.labels(directory).toString(),
                        settings.batch()));
        for (int prefetch : settings.prefetch()) {
            MultiLayerNetwork model = new MultiLayerNetwork(Dl4jConfigurations.sequence(network, updater));
            networks.put(prefetch, new SparkDl4jMultiLayer(context, model, master(settings, prefetch)));
        }
    }

    private static ParameterAveragingTrainingMaster master(MasterSettings settings, int prefetch) {
        return new ParameterAveragingTrainingMaster.Builder(LoopSettings.WORKERS, settings.batch())
                .batchSizePerWorker(settings.batch())
                .averagingFrequency(settings.steps())
                .workerPrefetchNumBatches(prefetch)
                .saveUpdater(true)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .rngSeed(settings.seed())
                .build();
    }

    /** The speed of one epoch; counts every image, also those that the master's random cuts leave out. */
    double samplesPerSecond(int prefetch) {
        SparkDl4jMultiLayer network = networks.get(prefetch);
        if (network == null) {
            throw new IllegalArgumentException("Prefetch must be one of " + networks.keySet() + ": " + prefetch);
        }
        long begun = System.nanoTime();
        MultiLayerNetwork trained = network.fit(batches);
        double seconds = (System.nanoTime() - begun) * 1e-9;
        if (!Double.isFinite(trained.score())) {
            throw new IllegalStateException("dl4j-spark's loss is " + trained.score());
        }
        return images / seconds;
    }

    @Override
    public void close() {
        batches.unpersist(false);
        networks.values().forEach(network -> network.getNetwork().close());
    }
}
