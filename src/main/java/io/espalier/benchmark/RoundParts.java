package io.espalier.benchmark;

import io.espalier.run.Cause;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Where the milliseconds of a round went, split as the run record splits them.
 *
 * @param compute the slowest worker's steps
 * @param scheduling its launch
 * @param communication the rest of the job
 * @param driver what the driver does between two jobs
 * @param all of them
 */
record RoundParts(double compute, double scheduling, double communication, double driver, double all) {
    private static final double MILLISECONDS = 1000;

    /** The parts of one round. */
    static RoundParts of(LoopRounds.Round round) {
        double compute = milliseconds(round, Cause.COMPUTE);
        double scheduling = milliseconds(round, Cause.SCHEDULING);
        double communication = milliseconds(round, Cause.COMMUNICATION);
        double all = round.milliseconds();
        return new RoundParts(compute, scheduling, communication, all - compute - scheduling - communication, all);
    }

    private static double milliseconds(LoopRounds.Round round, Cause cause) {
        return MILLISECONDS * round.record().seconds().getOrDefault(cause.key(), 0.0);
    }

    /** The median of each part, so that they need not add up. */
    static RoundParts medians(List<RoundParts> rounds) {
        return new RoundParts(
                median(rounds, RoundParts::compute),
                median(rounds, RoundParts::scheduling),
                median(rounds, RoundParts::communication),
                median(rounds, RoundParts::driver),
                median(rounds, RoundParts::all));
    }

    private static double median(List<RoundParts> rounds, ToDoubleFunction<RoundParts> part) {
        return Median.of(rounds.stream().mapToDouble(part));
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "a round takes %.0f ms: compute %.0f, scheduling %.0f, communication %.0f, driver %.0f",
                all,
                compute,
                scheduling,
                communication,
                driver);
    }

    Map<String, Double> toMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put("compute", compute);
        map.put("scheduling", scheduling);
        map.put("communication", communication);
        map.put("driver", driver);
        map.put("all", all);
        return map;
    }
}
