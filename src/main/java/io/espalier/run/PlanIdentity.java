package io.espalier.run;

import static io.espalier.Words.plain;
import static io.espalier.Words.word;

import io.espalier.Hashing;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which runs are the same run: equal are plans whose keys with {@link Setting#identity()} have equal values. Resume and provenance rest
 * on it; where a run writes, or how often it saves, does not count.
 */
public final class PlanIdentity {
    private PlanIdentity() {}

    /**
     * The identity as text: a line {@code key: value} for each key that counts, in the order of the job file. Numbers stand without
     * trailing zeros, text in quotes, choices in lower case, absent values as {@code -}.
     */
    public static String text(TrainingPlan plan) {
        return lines(plan).stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** The keys that count with their values, as {@link #text} writes them, in the order of the job file. */
    public static Map<String, String> values(TrainingPlan plan) {
        Map<String, String> values = new LinkedHashMap<>();
        counting(plan).forEach(entry -> values.put(entry.key(), canonical(entry.value())));
        return values;
    }

    /** xxHash64 of the text in UTF-8, 16 hexadecimal digits. */
    public static String hash(TrainingPlan plan) {
        return String.format(Locale.ROOT, "%016x", Hashing.hash(text(plan).getBytes(StandardCharsets.UTF_8), 0));
    }

    /** Dotted keys that count and in which two plans differ, in the order of the job file; empty when the plans are the same run. */
    public static List<String> differences(TrainingPlan plan, TrainingPlan other) {
        List<PlanEntry> entries = counting(plan);
        List<PlanEntry> others = counting(other);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            PlanEntry entry = entries.get(i);
            if (!canonical(entry.value()).equals(canonical(others.get(i).value()))) {
                keys.add(entry.key());
            }
        }
        return List.copyOf(keys);
    }

    private static List<PlanEntry> counting(TrainingPlan plan) {
        return PlanEntry.of(plan).stream().filter(PlanEntry::identity).toList();
    }

    private static List<String> lines(TrainingPlan plan) {
        return counting(plan).stream()
                .map(entry -> entry.key() + ": " + canonical(entry.value()))
                .toList();
    }

    private static String canonical(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? canonical(optional.get()) : "-";
        } else if (value instanceof List<?> list) {
            return list.stream().map(PlanIdentity::canonical).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof PhasePlan phase) {
            return canonical(phase.kind()) + ": " + canonical(phase.fraction());
        } else if (value instanceof Record group) {
            return JobKey.of(group.getClass()).stream()
                    .map(key -> key.name() + ": " + canonical(key.valueIn(group)))
                    .collect(Collectors.joining(", ", "{", "}"));
        } else if (value instanceof Enum<?> choice) {
            return word(choice);
        } else if (value instanceof String text) {
            return '"'
                    + text.replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n")
                            .replace("\r", "\\r")
                    + '"';
        } else if (value instanceof BigDecimal number) {
            return plain(number);
        } else if (value instanceof Double number) {
            return canonical(BigDecimal.valueOf(number));
        } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            return value.toString();
        }
        throw new IllegalStateException("No canonical form for a value of " + value.getClass());
    }
}
