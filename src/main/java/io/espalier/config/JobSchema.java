package io.espalier.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.config.YamlNode.Mapping;
import io.espalier.config.YamlNode.Scalar;
import io.espalier.run.JobKey;
import io.espalier.run.PhaseKind;
import io.espalier.run.Setting;
import io.espalier.run.TrainingPlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema (draft 7, the one that editors know best) of job files, {@code job.schema.json} in the jar: editors complete and check job
 * files with it. It holds what one key asks of its value; what keys ask of each other is checked when a job is read.
 */
public final class JobSchema {
    private static final String DRAFT = "http://json-schema.org/draft-07/schema#";

    private JobSchema() {}

    /** The text of the schema. */
    public static String json() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", DRAFT);
        schema.put("title", "Espalier job");
        schema.putAll(group(new ValueType.Group(TrainingPlan.class)));
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return JsonMapper.builder().build().writer(printer).writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Can't write the schema", e);
        }
    }

    private static Map<String, Object> group(ValueType.Group group) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (JobKey key : group.keys()) {
            properties.put(key.name(), property(key));
            if (key.isRequired()) {
                required.add(key.name());
            }
        }
        Map<String, Object> schema = object(properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        if (group.takesOne()) {
            schema.put(
                    "oneOf",
                    properties.keySet().stream()
                            .map(name -> only(name, properties))
                            .toList());
        }
        return schema;
    }

    /** That one key is given and the others of its group are absent or null. */
    private static Map<String, Object> only(String given, Map<String, Object> properties) {
        Map<String, Object> others = new LinkedHashMap<>();
        properties.keySet().stream()
                .filter(name -> !name.equals(given))
                .forEach(name -> others.put(name, typed("null")));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("required", List.of(given));
        schema.put("properties", others);
        return schema;
    }

    private static Map<String, Object> property(JobKey key) {
        Setting setting = key.setting();
        ValueType type = ValueType.of(key.type());
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", setting.value() + (setting.unit().isEmpty() ? "" : " Unit: " + setting.unit() + "."));
        schema.putAll(value(type));
        Range.of(setting.range()).ifPresent(range -> limit(range, schema));
        if (!key.isRequired() && !setting.fallback().isEmpty()) {
            schema.put("default", plain(YamlReader.value(setting.fallback(), key.name()), type));
        }
        return schema;
    }

    private static Map<String, Object> value(ValueType type) {
        if (type instanceof ValueType.Maybe maybe) {
            Map<String, Object> schema = value(maybe.value());
            schema.computeIfPresent("type", (keyword, inner) -> List.of(inner, "null"));
            return schema;
        }
        if (type instanceof ValueType.Whole) {
            return typed("integer");
        }
        if (type instanceof ValueType.Decimal) {
            return typed("number");
        }
        if (type instanceof ValueType.Truth) {
            return typed("boolean");
        }
        if (type instanceof ValueType.Text) {
            Map<String, Object> schema = typed("string");
            schema.put("minLength", 1);
            return schema;
        }
        if (type instanceof ValueType.Choice choice) {
            Map<String, Object> schema = typed("string");
            schema.put("enum", choice.words());
            return schema;
        }
        if (type instanceof ValueType.Sequence sequence) {
            Map<String, Object> schema = typed("array");
            schema.put("items", value(sequence.element()));
            return schema;
        }
        if (type instanceof ValueType.Group group) {
            return group(group);
        }
        if (type instanceof ValueType.Phase) {
            return phase();
        }
        throw new AssertionError(type);
    }

    private static Map<String, Object> phase() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String kind : new ValueType.Choice(PhaseKind.class).words()) {
            Map<String, Object> fraction = typed("number");
            limit(Binder.PHASE_FRACTION, fraction);
            properties.put(kind, fraction);
        }
        Map<String, Object> schema = object(properties);
        schema.put("minProperties", 1);
        schema.put("maxProperties", 1);
        return schema;
    }

    private static Map<String, Object> object(Map<String, Object> properties) {
        Map<String, Object> schema = typed("object");
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> typed(String type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        return schema;
    }

    private static void limit(Range range, Map<String, Object> schema) {
        range.low().ifPresent(low -> schema.put(range.lowIncluded() ? "minimum" : "exclusiveMinimum", low));
        range.high().ifPresent(high -> schema.put(range.highIncluded() ? "maximum" : "exclusiveMaximum", high));
    }

    /** A default as plain values; what YAML leaves open is decided by the type. */
    private static Object plain(YamlNode node, ValueType type) {
        if (node instanceof Mapping mapping) {
            Map<String, Object> values = new LinkedHashMap<>();
            mapping.entries().forEach((name, entry) -> values.put(name, plain(entry.value(), type)));
            return values;
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return sequence.elements().stream()
                    .map(element -> plain(element, type))
                    .toList();
        }
        String text = ((Scalar) node).text();
        if (type instanceof ValueType.Truth) {
            return Boolean.valueOf(text);
        }
        boolean words = type instanceof ValueType.Text || type instanceof ValueType.Choice;
        return words ? text : new BigDecimal(text);
    }
}
