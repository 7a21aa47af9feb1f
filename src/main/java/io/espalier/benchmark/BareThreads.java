package io.espalier.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;

/**
 * The most that models give on this machine without any framework around them: each computes on a thread of its own, and
 * their speed is the sum of the threads' own rates, each over its own time.
 *
 * <p>Their batches lie ready in memory, and nothing is averaged: a loop that reads and averages can't be faster than this,
 * but by better steps.
 *
 * @param <M> the kind of model
 */
final class BareThreads<M extends BareModel> implements AutoCloseable {
    private static final double SECONDS_PER_NANO = 1e-9;
    private static final int WINDOWS = 5;

    private final ExecutorService threads;
    private final List<M> models;

    /** Takes models over, at least one: they are closed with it. */
    BareThreads(List<M> models) {
        this.models = List.copyOf(models);
        this.threads = Executors.newFixedThreadPool(models.size());
    }

    /**
     * Lets all threads begin at once and do a piece of work some times each.
     *
     * @param work gives the examples that it took
     */
    double samplesPerSecond(int times, ToIntFunction<? super M> work) throws InterruptedException {
        return together(model -> {
            long examples = 0;
            long begun = System.nanoTime();
            for (int time = 0; time < times; time++) {
                examples += work.applyAsInt(model);
            }
            return examples / secondsSince(begun);
        });
    }

    /**
     * The median over five windows that share some seconds, after a warm-up of half as many. In each window all threads
     * begin at once and do a piece of work again and again, once at least.
     *
     * @param work gives the examples that it took
     */
    double medianSamplesPerSecond(double seconds, ToIntFunction<? super M> work) throws InterruptedException {
        var unused = window(seconds / 2, work);
        double[] rates = new double[WINDOWS];
        for (int window = 0; window < WINDOWS; window++) {
            rates[window] = window(seconds / WINDOWS, work);
        }
        return Median.of(DoubleStream.of(rates));
    }

    private double window(double seconds, ToIntFunction<? super M> work) throws InterruptedException {
        return together(model -> {
            long examples = 0;
            long begun = System.nanoTime();
            do {
                examples += work.applyAsInt(model);
            } while (secondsSince(begun) < seconds);
            return examples / secondsSince(begun);
        });
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) * SECONDS_PER_NANO;
    }

    /** The speed of one model. */
    private interface Measurement<M> {
        double samplesPerSecond(M model);
    }

    private double together(Measurement<M> measurement) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(models.size());
        List<Callable<Double>> work = new ArrayList<>();
        for (M model : models) {
            work.add(() -> {
                start.await();
                return measurement.samplesPerSecond(model);
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

    /** Mean loss of the models on the batches that they trained on last. */
    double loss() {
        return models.stream().mapToDouble(BareModel::loss).average().orElseThrow();
    }

    @Override
    public void close() {
        threads.shutdown();
        models.forEach(BareModel::close);
    }
}
