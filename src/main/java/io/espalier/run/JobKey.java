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
 * @param holders the {@link Flattened} components that lead to it, outermost first
 * @param component that holds it
 */
public record JobKey(String name, Setting setting, List<RecordComponent> holders, RecordComponent component) {
    public JobKey {
        holders = List.copyOf(holders);
    }

    /** The keys of a record, in its order. Every component has a {@link Setting}, or is {@link Flattened}. */
    public static List<JobKey> of(Class<?> type) {
        List<JobKey> keys = new ArrayList<>();
        collect(type, List.of(), keys);
        return List.copyOf(keys);
    }

    private static void collect(Class<?> type, List<RecordComponent> holders, List<JobKey> into) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (isFlattened(component)) {
                List<RecordComponent> further = new ArrayList<>(holders);
                further.add(component);
                collect(component.getType(), further, into);
            } else {
                into.add(new JobKey(name(component), setting(component), holders, component));
            }
        }
    }

    /** Whether a component's keys stand among those of the record that holds it. */
    public static boolean isFlattened(RecordComponent component) {
        return component.isAnnotationPresent(Flattened.class);
    }

    private static Setting setting(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException(
                    component.getDeclaringRecord().getSimpleName() + "." + component.getName() + " has no @Setting");
        }
        return setting;
    }

    private static String name(RecordComponent component) {
        String given = setting(component).key();
        return given.isEmpty() ? snakeCase(component.getName()) : given;
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

    /** The value in a record whose key this is. */
    public Object valueIn(Record group) {
        Object holder = group;
        for (RecordComponent next : holders) {
            holder = read(next, holder);
        }
        return read(component, holder);
    }

    private static Object read(RecordComponent component, Object holder) {
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
