package io.espalier.benchmark;

import io.espalier.dl4j.Dl4jConfigurations;
import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The most that DL4J gives on this machine without any framework around it: threads that each call {@code fit} on a
 * network of their own.
 *
 * <p>Their batches lie ready in ND4J's memory, and nothing is averaged: a loop that reads and averages can't be faster
 * than this, but by better steps.
 */
final class BareThreads implements AutoCloseable {
    private final ExecutorService threads;
    private final List<Fit> fits = new ArrayList<>();

    /**
     * Makes the networks and the batches.
     *
     * @param images each thread gets an equal part, in order
     */
    BareThreads(int count, Network network, UpdaterPlan updater, SyntheticImages images, int batch) {
        threads = Executors.newFixedThreadPool(count);
        int rows = images.count() / count;
        for (int thread = 0; thread < count; thread++) {
            List<Examples> batches = new ArrayList<>();
            for (int first = thread * rows; first + batch <= (thread + 1) * rows; first += batch) {
                batches.add(Examples.of(images, first, batch));
            }
            fits.add(new Fit(new MultiLayerNetwork(Dl4jConfigurations.sequence(network, updater)), batches));
        }
    }

    /**
     * Lets all threads begin at once and make some steps each.
     *
     * @return sum of the threads' own rates, each over its own time
     */
    double samplesPerSecond(int steps) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(fits.size());
        List<Callable<Double>> work = new ArrayList<>();
        for (Fit fit : fits) {
            work.add(() -> {
                start.await();
                return fit.samplesPerSecond(steps);
            });
        }
        double sum = 0;
        for (Future<Double> rate : threads.invokeAll(work)) {
            sum += result(rate);
        }
        return sum;
    }

    private static double result(Future<Double> rate) throws InterruptedException {
        try {
            return rate.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A bare training thread failed", e.getCause());
        }
    }

    /** Mean loss of the networks on their last batches. */
    double loss() {
        return fits.stream().mapToDouble(fit -> fit.network.score()).average().orElseThrow();
    }

    @Override
    public void close() {
        threads.shutdown();
        fits.forEach(fit -> fit.network.close());
    }

    /** A batch in ND4J's memory; labels one-hot. */
    private record Examples(INDArray features, INDArray labels) {
        static Examples of(SyntheticImages images, int first, int rows) {
            INDArray labels = Nd4j.zeros(rows, SyntheticImages.CLASSES);
            for (int row = 0; row < rows; row++) {
                labels.putScalar(row, images.label(first + row), 1);
            }
            INDArray features =
                    Nd4j.createFromArray(images.features(first, rows)).reshape(rows, SyntheticImages.PIXELS);
            return new Examples(features, labels);
        }
    }

    /** One network and its batches, walked again and again. */
    private static final class Fit {
        private final MultiLayerNetwork network;
        private final List<Examples> batches;
        private int next;

        Fit(MultiLayerNetwork network, List<Examples> batches) {
            this.network = network;
            this.batches = batches;
            network.init();
        }

        double samplesPerSecond(int steps) {
            long samples = 0;
            long begun = System.nanoTime();
            for (int step = 0; step < steps; step++) {
                Examples batch = batches.get(next);
                network.fit(batch.features(), batch.labels());
                samples += batch.features().rows();
                next = (next + 1) % batches.size();
            }
            return samples / ((System.nanoTime() - begun) * 1e-9);
        }
    }
}
