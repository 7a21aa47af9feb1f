package io.espalier.report;

import static io.espalier.Words.plain;
import static io.espalier.Words.word;

import io.espalier.report.ReportData.PlanKey;
import io.espalier.run.JobKey;
import io.espalier.run.PhasePlan;
import io.espalier.run.PlanEntry;
import io.espalier.run.Setting;
import io.espalier.run.TrainingPlan;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A plan as flat keys and values in YAML, each with what it means and whether it was chosen. */
final class PlanKeys {
    private PlanKeys() {}

    /** Every key with a value, in the order of the job file. */
    static List<PlanKey> of(TrainingPlan plan) {
        List<PlanEntry> present = PlanEntry.of(plan).stream()
                .filter(entry -> !entry.value().equals(Optional.empty()))
                .toList();
        Map<String, String> values = new HashMap<>();
        present.forEach(entry -> values.put(entry.key(), yaml(entry.value())));
        return present.stream().map(entry -> key(entry, values)).toList();
    }

    private static PlanKey key(PlanEntry entry, Map<String, String> values) {
        Setting setting = entry.setting();
        String text = yaml(entry.value());
        String unchosen = setting.follows().isEmpty()
                ? yamlOf(setting.fallback(), entry.value())
                : values.getOrDefault(setting.follows(), "");
        return new PlanKey(entry.key(), text, setting.unit(), setting.value(), !text.equals(unchosen));
    }

    /** A default in the form in which {@link #yaml} writes a value of the same type: {@code 0} for a number is {@code 0.0}. */
    private static String yamlOf(String fallback, Object value) {
        boolean number = value instanceof Double || value instanceof BigDecimal;
        return number && fallback.matches("-?[0-9.]+(e-?[0-9]+)?") ? yaml(new BigDecimal(fallback)) : fallback;
    }

    private static String yaml(Object value) {
        if (value instanceof Optional<?> present) {
            return yaml(present.orElseThrow());
        }
        if (value instanceof PhasePlan phase) {
            return "{" + yaml(phase.kind()) + ": " + yaml(phase.fraction()) + "}";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(PlanKeys::yaml).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Record group) {
            return JobKey.of(group.getClass()).stream()
                    .map(key -> key.name() + ": " + yaml(key.valueIn(group)))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof Enum<?> choice) {
            return word(choice);
        }
        if (value instanceof BigDecimal number) {
            return plain(number);
        }
        return value instanceof Double number ? plain(BigDecimal.valueOf(number)) : String.valueOf(value);
    }
}
