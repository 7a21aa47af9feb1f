package io.espalier.spark;

import io.espalier.run.Incidents;
import io.espalier.run.Incidents.Straggler;
import io.espalier.spark.task.Ran;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Notes what happens beside the training between two rounds, where the workers run, and which executors join. As Spark's listener it is
 * told of copies and executors by a thread of Spark's, a little later; all else is used by one thread.
 */
final class RoundWatch extends SparkListener {
    private List<String> locations = List.of();
    private int repacked;
    private int replayed;
    private int failed;
    private final AtomicInteger copies = new AtomicInteger();
    private final Set<String> joined = new ConcurrentSkipListSet<>();

    void repacked(int pieces) {
        repacked += pieces;
    }

    void replayed(int rounds) {
        replayed += rounds;
    }

    void failed() {
        failed++;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart started) {
        if (started.taskInfo().speculative()) {
            copies.incrementAndGet();
        }
    }

    @Override
    public void onBlockManagerAdded(SparkListenerBlockManagerAdded added) {
        joined.add(added.blockManagerId().hostPort());
    }

    /** Hosts and ports of the executors that have joined since this listens, sorted; those that are lost again too. */
    List<String> joined() {
        return List.copyOf(joined);
    }

    /** What happened since the last call, at the end of a round. */
    Incidents incidents(List<Ran> runs) {
        List<String> now = runs.stream().map(Ran::location).toList();
        int moved = 0;
        for (int worker = 0; worker < locations.size(); worker++) {
            moved += now.get(worker).equals(locations.get(worker)) ? 0 : 1;
        }
        Incidents incidents = new Incidents(moved, repacked, replayed, failed, copies.getAndSet(0), straggler(runs));
        locations = now;
        repacked = 0;
        replayed = 0;
        failed = 0;
        return incidents;
    }

    static Optional<Straggler> straggler(List<Ran> runs) {
        List<Ran> byTime = new ArrayList<>(runs);
        byTime.sort(Comparator.comparingLong(RoundWatch::nanos));
        long median = nanos(byTime.get((byTime.size() - 1) / 2));
        Ran slowest = byTime.get(byTime.size() - 1);
        double times = (double) nanos(slowest) / median;
        return median > 0 && times >= Straggler.TIMES
                ? Optional.of(new Straggler(slowest.report().worker(), slowest.location(), times))
                : Optional.empty();
    }

    private static long nanos(Ran ran) {
        return ran.report().computeNanos();
    }
}
