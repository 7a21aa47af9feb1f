package io.espalier.config;

import io.espalier.NearestName;
import io.espalier.UserException;
import io.espalier.config.YamlNode.Entry;
import io.espalier.config.YamlNode.Mapping;
import io.espalier.config.YamlNode.Scalar;
import io.espalier.run.JobKey;
import io.espalier.run.PhaseKind;
import io.espalier.run.PhasePlan;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes records of what a file says: each component from its key, or from the key's default where the file is silent.
 *
 * <p>Every refusal is a {@link UserException} with place, dotted key and what is allowed.
 */
final class Binder {
    /** What a phase may have of the budget. */
    static final Range PHASE_FRACTION = Range.of("(0, 1]").orElseThrow();

    private static final String DEFAULT = "default";

    /** Where the keys that were given stand, by dotted key. */
    private final Map<String, String> places = new HashMap<>();

    /** The record of a whole file. */
    <R extends Record> R bind(Class<R> type, YamlNode root) {
        return type.cast(record(type, root, root.place(), ""));
    }

    private Record record(Class<? extends Record> type, YamlNode node, String place, String path) {
        if (!(node instanceof Mapping mapping)) {
            throw new UserException(place + ": " + (path.isEmpty() ? "a job file" : path)
                    + " must be a mapping of keys to values: " + node.description());
        }
        List<JobKey> keys = JobKey.of(type);
        refuseUnknown(mapping, keys, path);
        List<Object> values =
                keys.stream().map(key -> component(key, mapping, path)).toList();
        return construct(type, values.iterator(), place, path);
    }

    private static void refuseUnknown(Mapping mapping, List<JobKey> keys, String path) {
        List<String> known = keys.stream().map(JobKey::name).toList();
        mapping.entries().forEach((name, entry) -> {
            if (!known.contains(name)) {
                throw unknown(entry.place(), path, name, known);
            }
        });
    }

    /** The refusal of a key that does not exist. */
    static UserException unknown(String place, String path, String name, List<String> known) {
        String shown = new Scalar(place, name, false).description();
        String nearest = NearestName.of(name, known)
                .map(near -> "did you mean " + JobKey.dotted(path, near) + "? ")
                .orElse("");
        return new UserException(place + ": unknown key " + JobKey.dotted(path, shown) + "; " + nearest + "known "
                + (path.isEmpty() ? "keys: " : "keys of " + path + ": ") + String.join(", ", known));
    }

    private Object component(JobKey key, Mapping mapping, String path) {
        String dotted = JobKey.dotted(path, key.name());
        Entry entry = mapping.entries().get(key.name());
        ValueType type = ValueType.of(key.type());
        Optional<Range> range = Range.of(key.setting().range());
        if (entry == null) {
            if (key.isRequired()) {
                throw new UserException(mapping.place() + ": key " + dotted + " is missing; " + allowed(type));
            }
            return value(type, YamlReader.value(key.setting().fallback(), DEFAULT), DEFAULT, dotted, range);
        }
        places.put(dotted, entry.place());
        return value(type, entry.value(), entry.place(), dotted, range);
    }

    private static String allowed(ValueType type) {
        if (type instanceof ValueType.Choice choice) {
            return "one of " + String.join(", ", choice.words());
        }
        if (type instanceof ValueType.Group group) {
            return "it holds "
                    + String.join(", ", group.keys().stream().map(JobKey::name).toList());
        }
        return "it has no default";
    }

    private Object value(ValueType type, YamlNode node, String place, String path, Optional<Range> range) {
        if (type instanceof ValueType.Maybe maybe) {
            boolean absent = node instanceof Scalar scalar && scalar.isNull();
            return absent ? Optional.empty() : Optional.of(value(maybe.value(), node, place, path, range));
        }
        if (type instanceof ValueType.Whole whole) {
            long number = Scalars.whole(node, path, whole, range);
            return whole.highest() == Integer.MAX_VALUE ? (Object) (int) number : (Object) number;
        }
        if (type instanceof ValueType.Decimal decimal) {
            BigDecimal number = Scalars.decimal(node, path, range);
            return decimal.exact() ? number : (Object) number.doubleValue();
        }
        if (type instanceof ValueType.Truth) {
            return Scalars.truth(node, path);
        }
        if (type instanceof ValueType.Text) {
            return Scalars.text(node, path);
        }
        if (type instanceof ValueType.Choice choice) {
            return Scalars.choice(node, path, choice);
        }
        if (type instanceof ValueType.Sequence sequence) {
            return list(sequence, node, path, range);
        }
        if (type instanceof ValueType.Group group) {
            return record(group.type(), node, place, path);
        }
        if (type instanceof ValueType.Phase) {
            return phase(node, path);
        }
        throw new AssertionError(type);
    }

    private List<?> list(ValueType.Sequence type, YamlNode node, String path, Optional<Range> range) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            throw Scalars.wrong(node, path, "a list, in brackets");
        }
        List<Object> elements = new ArrayList<>();
        for (YamlNode element : sequence.elements()) {
            elements.add(value(type.element(), element, element.place(), path + "[" + elements.size() + "]", range));
        }
        return elements;
    }

    private PhasePlan phase(YamlNode node, String path) {
        if (!(node instanceof Mapping mapping) || mapping.entries().size() != 1) {
            throw Scalars.wrong(node, path, "one kind and its fraction, such as {baseline: 0.2}");
        }
        Map.Entry<String, Entry> only = mapping.entries().entrySet().iterator().next();
        ValueType.Choice kinds = new ValueType.Choice(PhaseKind.class);
        if (!kinds.words().contains(only.getKey())) {
            throw unknown(only.getValue().place(), path, only.getKey(), kinds.words());
        }
        PhaseKind kind = PhaseKind.values()[kinds.words().indexOf(only.getKey())];
        YamlNode fraction = only.getValue().value();
        return new PhasePlan(
                kind, Scalars.decimal(fraction, JobKey.dotted(path, only.getKey()), Optional.of(PHASE_FRACTION)));
    }

    /** A record of the values of its keys, which stand in the order of {@link JobKey#of}. */
    private Record construct(Class<?> type, Iterator<Object> values, String place, String path) {
        Class<? extends Record> record = type.asSubclass(Record.class);
        List<Class<?>> types = new ArrayList<>();
        List<Object> components = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            types.add(component.getType());
            components.add(
                    JobKey.isFlattened(component)
                            ? construct(component.getType(), values, place, path)
                            : values.next());
        }
        try {
            return record.getDeclaredConstructor(types.toArray(Class<?>[]::new)).newInstance(components.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw refused(dotted(String.valueOf(refusal.getMessage()), record, path), place, path, refusal);
            }
            throw new IllegalStateException("The constructor of " + record.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Can't construct " + record.getName(), e);
        }
    }

    /** A record that stands at several places names its own keys without their path. */
    private static String dotted(String message, Class<? extends Record> type, String path) {
        String key = message.split(" ", 2)[0];
        boolean own = JobKey.of(type).stream().anyMatch(known -> known.name().equals(key));
        return own ? JobKey.dotted(path, message) : message;
    }

    /** A record's refusal: its first word is the dotted key that it is about, and its place is where that key was given. */
    private UserException refused(String message, String place, String path, IllegalArgumentException cause) {
        String key = message.split(" ", 2)[0];
        String about = key.startsWith(path) || places.containsKey(key) ? message : path + ": " + message;
        return new UserException(places.getOrDefault(key, place) + ": " + about, cause);
    }
}
