package io.espalier.benchmark;

import java.util.Map;

/**
 * Models on threads of this process.
 *
 * @param seconds of each figure of a turn, after a warm-up of half as many
 */
record BareContender(String name, Map<String, String> details, BareThreads<? extends BareModel> threads, double seconds)
        implements Contender {
    BareContender {
        details = Map.copyOf(details);
    }

    @Override
    public Speed turn() throws InterruptedException {
        return new Speed(
                threads.medianSamplesPerSecond(seconds, BareModel::train),
                threads.medianSamplesPerSecond(seconds, BareModel::score));
    }

    @Override
    public void close() {
        threads.close();
    }
}
