package io.espalier.run;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One key of a job file, as the record component that holds its value describes it.
 *
 * @param name in the file, snake_case
 * @param setting default, range, unit, what it does
 * @param component that holds it
 */
public record JobKey(String name, Setting setting, RecordComponent component) {
    /** The keys of a record, in its order. Every component has a {@link Setting}. */
    public static List<JobKey> of(Class<?> type) {
        List<JobKey> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Setting setting = component.getAnnotation(Setting.class);
            if (setting == null) {
                throw new IllegalStateException(type.getSimpleName() + "." + component.getName() + " has no @Setting");
            }
            keys.add(new JobKey(
                    setting.key().isEmpty() ? snakeCase(component.getName()) : setting.key(), setting, component));
        }
        return List.copyOf(keys);
    }

    /** The key of a dotted path to a record and the key's own name. */
    public static String dotted(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Java's type of the value. */
    public Type type() {
        return component.getGenericType();
    }

    /** Whether a job file must give it. */
    public boolean isRequired() {
        return setting.fallback().equals(Setting.REQUIRED);
    }

    /** The value that a record holds. */
    public Object valueIn(Record holder) {
        try {
            return component.getAccessor().invoke(holder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Can't read " + component, e);
        }
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
