package io.espalier.run;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a run's time was spent on: every nanosecond from the ledger's opening to its last entry has exactly one cause.
 *
 * <p>One interval is open at any time. It begins where the last one was closed, so that nothing is counted twice and nothing is left out,
 * and is charged as a whole when it is known what it was. Times are whole nanoseconds: the causes add up exactly. Not thread-safe.
 */
public final class Ledger {
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanoClock;
    private final Map<Cause, Long> nanos = new EnumMap<>(Cause.class);
    private final Map<Cause, Long> nanosAtLap = new EnumMap<>(Cause.class);
    private long open;

    /**
     * A ledger whose first interval opens now.
     *
     * @param nanoClock time in nanoseconds from any origin; never goes back
     */
    public Ledger(LongSupplier nanoClock) {
        this(nanoClock, Map.of());
    }

    /**
     * A ledger that goes on from the totals of a checkpoint; its first interval opens now.
     *
     * @param seconds by cause key, as {@link #seconds} gave them
     */
    public Ledger(LongSupplier nanoClock, Map<String, Double> seconds) {
        this.nanoClock = nanoClock;
        this.open = nanoClock.getAsLong();
        for (Cause cause : Cause.values()) {
            nanos.put(cause, nanosOf(seconds.getOrDefault(cause.key(), 0.0)));
        }
        nanosAtLap.putAll(nanos);
    }

    /** Adds time that passed before the ledger was opened: start-up. */
    public void addEarlier(Cause cause, double seconds) {
        add(cause, nanosOf(seconds));
    }

    /**
     * Adds what no earlier process of a resumed run could write down, so that all causes together are the time since the run began: the
     * start-up of this process, the saving of the checkpoint, and the rest, in which the run stood still or did what was lost.
     *
     * <p>Where the wall clock was set back there may be less time than the totals say; then nothing stood still.
     *
     * @param sinceBegan seconds from the run's beginning to now, by the wall clock
     * @param startUp seconds from the start of this process to now
     * @param saving seconds that the checkpoint took whose totals the ledger goes on from; 0 where there is none
     */
    public void resume(double sinceBegan, double startUp, double saving) {
        add(Cause.OTHER, nanosOf(startUp));
        long unknown = Math.max(0, nanosOf(Math.max(0, sinceBegan)) - sum(nanos));
        long saved = Math.min(nanosOf(saving), unknown);
        add(Cause.CHECKPOINT, saved);
        add(Cause.STOPPED, unknown - saved);
    }

    /** Closes the open interval, which was spent on a cause, and opens the next. */
    public void charge(Cause cause) {
        add(cause, close());
    }

    /**
     * Closes the open interval, which was one round's job, and opens the next: its steps, its launch, and the rest as communication.
     * Executors measure with clocks of their own; what they report beyond the interval is cut off, scheduling first.
     *
     * @param computeSeconds of the slowest worker's steps
     * @param schedulingSeconds its launch delay
     */
    public void split(double computeSeconds, double schedulingSeconds) {
        long compute = nanosOf(computeSeconds);
        long scheduling = nanosOf(schedulingSeconds);
        long all = close();
        compute = Math.min(compute, all);
        scheduling = Math.min(scheduling, all - compute);
        add(Cause.COMPUTE, compute);
        add(Cause.SCHEDULING, scheduling);
        add(Cause.COMMUNICATION, all - compute - scheduling);
    }

    /** All closed intervals by cause key, in seconds, in the order of {@link Cause}. */
    public Map<String, Double> seconds() {
        return inSeconds(nanos, Map.of());
    }

    /** As {@link #seconds}, of the intervals closed since the last lap, or since the ledger was opened; ends the lap. */
    public Map<String, Double> lap() {
        Map<String, Double> lap = inSeconds(nanos, nanosAtLap);
        nanosAtLap.putAll(nanos);
        return lap;
    }

    /** Seconds of the run: all causes but {@link Cause#STOPPED}. */
    public double runSeconds() {
        return (sum(nanos) - nanos.getOrDefault(Cause.STOPPED, 0L)) / NANOS_PER_SECOND;
    }

    private long close() {
        long now = nanoClock.getAsLong();
        if (now < open) {
            throw new IllegalStateException("Clock went back by " + (open - now) + " ns");
        }
        long interval = now - open;
        open = now;
        return interval;
    }

    private void add(Cause cause, long duration) {
        nanos.merge(cause, duration, Long::sum);
    }

    private static long sum(Map<Cause, Long> nanos) {
        return nanos.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A total read back from a checkpoint is exact to the nanosecond: a double holds 2^53 of them, 104 days. */
    private static long nanosOf(double seconds) {
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("Seconds must not be negative: " + seconds);
        }
        return Math.round(seconds * NANOS_PER_SECOND);
    }

    private static Map<String, Double> inSeconds(Map<Cause, Long> nanos, Map<Cause, Long> since) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        nanos.forEach(
                (cause, total) -> seconds.put(cause.key(), (total - since.getOrDefault(cause, 0L)) / NANOS_PER_SECOND));
        return seconds;
    }
}
