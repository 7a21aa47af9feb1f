package io.espalier.benchmark;

import io.espalier.spark.ScoreTables.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Seconds of both ways to select, and whether they chose the same examples.
 *
 * @param tableSeconds to write the table; not part of either
 * @param selectSeconds of each selection
 * @param querySeconds of each query
 * @param digests of what each wrote: a selection, a query, and so on
 * @param queryHeapMegabytes heap of the query's process in the end
 * @param tooSmall heaps with which it ran out of memory, in MB
 */
public record SelectReport(
        SelectSettings settings,
        double tableSeconds,
        List<Double> selectSeconds,
        List<Double> querySeconds,
        List<Digest> digests,
        int queryHeapMegabytes,
        List<Integer> tooSmall)
        implements BenchmarkReport {
    public SelectReport {
        selectSeconds = List.copyOf(selectSeconds);
        querySeconds = List.copyOf(querySeconds);
        digests = List.copyOf(digests);
        tooSmall = List.copyOf(tooSmall);
    }

    /** How many times faster the selection is: the medians. */
    double ratio() {
        return median(querySeconds) / median(selectSeconds);
    }

    private static double median(List<Double> seconds) {
        return Median.of(seconds.stream().mapToDouble(Double::doubleValue));
    }

    /** Whether all wrote the same ids, as many as were asked for. */
    boolean sameIds() {
        Digest first = digests.get(0);
        return first.rows() == settings.plan().count(settings.rows())
                && digests.stream().allMatch(first::equals);
    }

    @Override
    public List<String> lines() {
        return List.of(
                text(
                        "%,d of %,d rows kept by score on %s, %d pairs",
                        digests.get(0).rows(), settings.rows(), settings.master(), settings.pairs()),
                text(
                        "select %.1f s, row_number over order by %.1f s: %.2f times faster (medians; the table before it %.1f s)",
                        median(selectSeconds), median(querySeconds), ratio(), tableSeconds),
                text(
                        "ids %s (%,d rows, sum of hashes %s)",
                        sameIds() ? "equal" : "DIFFER",
                        digests.get(0).rows(),
                        digests.get(0).hashSum()),
                text(
                        "heap of a process, driver and tasks together: select %d MB, row_number %d MB%s",
                        settings.heapMegabytes(), queryHeapMegabytes, shortage()));
    }

    private String shortage() {
        return tooSmall.isEmpty()
                ? ""
                : " (it ran out of memory with "
                        + tooSmall.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "select");
        map.put("rows", settings.rows());
        map.put("keep", settings.keep());
        map.put("master", settings.master());
        map.put("table_seconds", tableSeconds);
        map.put("select_seconds", selectSeconds);
        map.put("query_seconds", querySeconds);
        map.put("ratio", ratio());
        map.put("kept", digests.get(0).rows());
        map.put("hash_sum", digests.get(0).hashSum());
        map.put("same_ids", sameIds());
        map.put("select_heap_mb", settings.heapMegabytes());
        map.put("query_heap_mb", queryHeapMegabytes);
        map.put("query_heaps_too_small_mb", tooSmall);
        return map;
    }
}
