package io.espalier.report;

import io.espalier.report.ReportData.PlanKey;
import io.espalier.run.Setting;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.PhasePlan;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A plan as flat keys and values, read from the same annotations that the job file is checked by, so that no key is forgotten. */
final class PlanKeys {
    private PlanKeys() {}

    /** Every key with a value, in the order of the job file. */
    static List<PlanKey> of(TrainingPlan plan) {
        List<PlanKey> keys = new ArrayList<>();
        collect("", plan, keys);
        return keys;
    }

    private static void collect(String prefix, Record values, List<PlanKey> into) {
        for (RecordComponent component : values.getClass().getRecordComponents()) {
            Setting setting = component.getAnnotation(Setting.class);
            if (setting == null) {
                throw new IllegalStateException(
                        "No @Setting on " + values.getClass().getName() + "." + component.getName());
            }
            String key = prefix + (setting.key().isEmpty() ? snakeCase(component.getName()) : setting.key());
            Object value = read(component, values);
            if (value instanceof Record inner) {
                collect(key + ".", inner, into);
            } else if (!value.equals(Optional.empty())) {
                String text = yaml(value);
                into.add(new PlanKey(
                        key, text, setting.unit(), setting.value(), !text.equals(yamlOf(setting.fallback(), value))));
            }
        }
    }

    private static Object read(RecordComponent component, Record values) {
        try {
            return component.getAccessor().invoke(values);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Can't read " + component, e);
        }
    }

    /** A default in the form in which {@link #yaml} writes a value of the same type: {@code 0} for a number is {@code 0.0}. */
    private static String yamlOf(String fallback, Object value) {
        boolean number = value instanceof Double || value instanceof BigDecimal;
        return number && fallback.matches("-?[0-9.]+") ? yaml(new BigDecimal(fallback)) : fallback;
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
        if (value instanceof Enum<?> choice) {
            return choice.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof BigDecimal number) {
            return plain(number);
        }
        return value instanceof Double number ? plain(BigDecimal.valueOf(number)) : String.valueOf(value);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
