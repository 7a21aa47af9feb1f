package io.espalier.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One key of a plan with its value.
 *
 * @param key dotted, as in a job file
 * @param setting what is known of the key
 * @param identity whether the key, and all that it stands in, can change the result of a run
 * @param value a number, text, choice, list or Optional
 */
public record PlanEntry(String key, Setting setting, boolean identity, Object value) {

    /** All keys of a plan, those of groups dotted, in the order of the job file. Read by reflection: no key can be forgotten. */
    public static List<PlanEntry> of(TrainingPlan plan) {
        List<PlanEntry> entries = new ArrayList<>();
        collect("", true, plan, entries);
        return List.copyOf(entries);
    }

    private static void collect(String prefix, boolean identity, Record group, List<PlanEntry> into) {
        for (RecordComponent component : group.getClass().getRecordComponents()) {
            Setting setting = component.getAnnotation(Setting.class);
            if (setting == null) {
                throw new IllegalStateException(
                        group.getClass().getSimpleName() + "." + component.getName() + " has no @Setting");
            }
            String key = prefix + (setting.key().isEmpty() ? snakeCase(component.getName()) : setting.key());
            boolean counts = identity && setting.identity();
            Object value = valueOf(component, group);
            if (value instanceof Record inner) {
                collect(key + ".", counts, inner, into);
            } else {
                into.add(new PlanEntry(key, setting, counts, value));
            }
        }
    }

    private static Object valueOf(RecordComponent component, Record group) {
        try {
            return component.getAccessor().invoke(group);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Can't read " + component, e);
        }
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
