package io.espalier.benchmark;

import io.espalier.run.RunRecord.FinalRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The driver's heap and where the time went.
 *
 * @param tableSeconds to write the table; not part of the run
 * @param heapLimitBytes most that the JVM may take
 * @param heapPeakBytes most alive at a full collection; 0 where there was none
 * @param collections full collections during the run
 * @param results of the run
 */
public record HeapReport(
        HeapSettings settings,
        double tableSeconds,
        long heapLimitBytes,
        long heapPeakBytes,
        int collections,
        FinalRecord results)
        implements BenchmarkReport {
    private static final double MEGABYTE = 1 << 20;

    /** The peak as a multiple of what the weights of the whole network take. */
    double heapPeakOverWeights() {
        return (double) heapPeakBytes / weightBytes();
    }

    private long weightBytes() {
        return Float.BYTES * results.parametersBefore();
    }

    @Override
    public List<String> lines() {
        String causes = results.secondsByCause().entrySet().stream()
                .filter(cause -> cause.getValue() > 0)
                .map(cause -> text("%s %.1f", cause.getKey(), cause.getValue()))
                .collect(Collectors.joining(", "));
        return List.of(
                text("%,d rows of %d features on %s", settings.rows(), settings.features(), settings.master()),
                text(
                        "driver heap: at most %.0f MB alive at %d full collections, limit %.0f MB,"
                                + " %.1f times the weights (%.1f MB)",
                        heapPeakBytes / MEGABYTE,
                        collections,
                        heapLimitBytes / MEGABYTE,
                        heapPeakOverWeights(),
                        weightBytes() / MEGABYTE),
                text("the run took %.1f s: %s (the table before it %.1f s)", results.seconds(), causes, tableSeconds),
                text(
                        "%s, %,d of %,d examples kept",
                        results.testQualityText(), results.examplesKept(), results.examplesTotal()));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "heap");
        map.put("rows", settings.rows());
        map.put("features", settings.features());
        map.put("sets", settings.sets());
        map.put("master", settings.master());
        map.put("heap_limit_bytes", heapLimitBytes);
        map.put("heap_peak_bytes", heapPeakBytes);
        map.put("collections", collections);
        map.put("parameters", results.parametersBefore());
        map.put("heap_peak_over_weights", heapPeakOverWeights());
        map.put("table_seconds", tableSeconds);
        map.put("seconds", results.seconds());
        map.put("seconds_by_cause", results.secondsByCause());
        map.put("test_quality", results.testQuality());
        map.put("examples_total", results.examplesTotal());
        map.put("examples_kept", results.examplesKept());
        return map;
    }
}
