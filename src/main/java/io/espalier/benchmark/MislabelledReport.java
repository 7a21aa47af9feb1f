package io.espalier.benchmark;

import io.espalier.importance.ScoreMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How well each method's scores tell wrong labels from right ones. */
public final class MislabelledReport implements BenchmarkReport {
    private final MislabelledSettings settings;
    private final List<Found> found;

    /**
     * What the scores of one training said.
     *
     * @param examples that were scored
     * @param mislabelled how many of them had a wrong label
     * @param areas probability that a wrong label has the more important score than a right one, equal ones counted as half
     */
    record Found(long seed, long examples, long mislabelled, Map<ScoreMethod, Double> areas) {
        Found {
            areas = Map.copyOf(areas);
        }

        double area(ScoreMethod method) {
            Double area = areas.get(method);
            if (area == null) {
                throw new IllegalArgumentException("No scores by " + method.column());
            }
            return area;
        }

        String line() {
            String each = areas.keySet().stream()
                    .sorted()
                    .map(method -> text("%s %.4f", method.column(), area(method)))
                    .collect(Collectors.joining(", "));
            return text("seed %d  %,d of %,d labels wrong  AUC: %s", seed, mislabelled, examples, each);
        }
    }

    /**
     * The report of finished trainings.
     *
     * @param found one a seed
     */
    MislabelledReport(MislabelledSettings settings, List<Found> found) {
        this.settings = settings;
        this.found = List.copyOf(found);
    }

    /** Mean area over the seeds, and its interval. */
    MeanInterval area(ScoreMethod method) {
        return MeanInterval.of(found.stream().map(each -> each.area(method)).toList());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (ScoreMethod method : settings.methods()) {
            double least =
                    found.stream().mapToDouble(each -> each.area(method)).min().orElseThrow();
            lines.add(text(
                    "%s: mean AUC %.4f, least %.4f over %d seeds",
                    method.column(), area(method).mean(), least, found.size()));
        }
        return lines;
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "mislabelled");
        map.put("flipped", settings.fraction());
        map.put("trials", found.stream().map(this::map).toList());
        Map<String, Object> areas = new LinkedHashMap<>();
        settings.methods()
                .forEach(method -> areas.put(method.column(), area(method).toMap()));
        map.put("auc", areas);
        return map;
    }

    private Map<String, Object> map(Found each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("seed", each.seed());
        map.put("examples", each.examples());
        map.put("mislabelled", each.mislabelled());
        Map<String, Object> areas = new LinkedHashMap<>();
        settings.methods().forEach(method -> areas.put(method.column(), each.area(method)));
        map.put("auc", areas);
        return map;
    }
}
