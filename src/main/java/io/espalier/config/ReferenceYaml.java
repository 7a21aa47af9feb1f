package io.espalier.config;

import io.espalier.config.YamlNode.Mapping;
import io.espalier.config.YamlNode.Scalar;
import io.espalier.run.JobKey;
import io.espalier.run.Setting;
import io.espalier.run.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The reference of job files, {@code conf/reference.yaml}: every key with what it does, what is allowed and its default. Itself a valid job. */
public final class ReferenceYaml {
    private static final int COLUMNS = 118;
    private static final String INDENT = "  ";
    private static final List<String> HEAD = List.of(
            "Every key of a job file, with its default. Only data.source and network.kind must be given.",
            "A value comes from --set key=value, else from the job file, else it is the default. null: no value.",
            "Generated from the code; CONTRIBUTING.md says how to write it anew.");

    private ReferenceYaml() {}

    /** The text of the file. */
    public static String text() {
        List<String> lines = new ArrayList<>();
        HEAD.forEach(line -> lines.add("# " + line));
        group(new ValueType.Group(TrainingPlan.class), new Mapping("", Map.of()), "", lines);
        return String.join("\n", lines) + "\n";
    }

    /** Adds the keys of a group; a default of the group as a whole goes before the defaults of its keys. */
    private static void group(ValueType.Group group, Mapping defaults, String indent, List<String> lines) {
        for (JobKey key : group.keys()) {
            ValueType type = ValueType.of(key.type());
            if (indent.isEmpty()) {
                lines.add("");
            }
            comment(description(key.setting(), type), indent, lines);
            if (type instanceof ValueType.Group inner) {
                lines.add(indent + key.name() + ":");
                group(inner, wholeDefault(key), indent + INDENT, lines);
            } else {
                lines.add(indent + key.name() + ": " + shownDefault(key, type, defaults));
            }
        }
    }

    private static Mapping wholeDefault(JobKey key) {
        String text = key.isRequired() ? "{}" : key.setting().fallback();
        if (YamlReader.value(text, key.name()) instanceof Mapping mapping) {
            return mapping;
        }
        throw new IllegalStateException("Default of " + key.name() + " must be a mapping: " + text);
    }

    private static String shownDefault(JobKey key, ValueType type, Mapping defaults) {
        YamlNode.Entry given = defaults.entries().get(key.name());
        if (given != null && given.value() instanceof Scalar scalar) {
            return scalar.text();
        }
        if (key.isRequired() && type instanceof ValueType.Choice choice) {
            return choice.words().get(0);
        }
        return key.setting().fallback().isEmpty() ? "null" : key.setting().fallback();
    }

    private static String description(Setting setting, ValueType type) {
        StringBuilder text = new StringBuilder(setting.value());
        ValueType inner = type instanceof ValueType.Maybe maybe ? maybe.value() : type;
        if (inner instanceof ValueType.Choice choice) {
            text.append(choice.words().size() == 1 ? " Only " : " One of ")
                    .append(String.join(", ", choice.words()))
                    .append('.');
        }
        if (inner instanceof ValueType.Group group && group.takesOne()) {
            text.append(" Takes exactly one of the keys.");
        }
        if (!setting.range().isEmpty()) {
            text.append(" In ").append(setting.range()).append('.');
        }
        if (!setting.unit().isEmpty()) {
            text.append(" Unit: ").append(setting.unit()).append('.');
        }
        if (setting.fallback().equals(Setting.REQUIRED)) {
            text.append(" Must be given.");
        }
        if (!setting.identity()) {
            text.append(" Does not change the result.");
        }
        return text.toString();
    }

    private static void comment(String text, String indent, List<String> lines) {
        StringBuilder line = new StringBuilder(indent).append('#');
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(indent).append('#');
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
    }
}
