package io.espalier.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a job file: a mapping, a list or a scalar, and the place where it stands. */
sealed interface YamlNode {
    /** Where it stands, for messages: {@code jobs/digits.yaml:12} or {@code --set}. */
    String place();

    /** The same, with all that it holds, at another place. */
    YamlNode at(String otherPlace);

    /** What it is, for messages: the text of a scalar, else the kind. */
    String description();

    /**
     * A mapping.
     *
     * @param entries in the order of the file
     */
    record Mapping(String place, Map<String, Entry> entries) implements YamlNode {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public Mapping at(String otherPlace) {
            Map<String, Entry> moved = new LinkedHashMap<>();
            entries.forEach((key, entry) ->
                    moved.put(key, new Entry(otherPlace, entry.value().at(otherPlace))));
            return new Mapping(otherPlace, moved);
        }

        @Override
        public String description() {
            return "a mapping";
        }

        /** This mapping with one entry put in or replaced. */
        Mapping with(String key, Entry entry) {
            Map<String, Entry> changed = new LinkedHashMap<>(entries);
            changed.put(key, entry);
            return new Mapping(place, changed);
        }
    }

    /**
     * The value of a key.
     *
     * @param place of the key
     */
    record Entry(String place, YamlNode value) {}

    /** A list. */
    record Sequence(String place, List<YamlNode> elements) implements YamlNode {
        public Sequence {
            elements = List.copyOf(elements);
        }

        @Override
        public Sequence at(String otherPlace) {
            return new Sequence(
                    otherPlace,
                    elements.stream().map(element -> element.at(otherPlace)).toList());
        }

        @Override
        public String description() {
            return "a list";
        }
    }

    /**
     * A scalar, not yet interpreted: what is expected decides how it is read.
     *
     * @param text without quotes
     * @param quoted whether it can only be text
     */
    record Scalar(String place, String text, boolean quoted) implements YamlNode {
        private static final int SHOWN_CHARACTERS = 80;

        /** Whether it stands for no value: empty, {@code ~} or {@code null}. */
        boolean isNull() {
            return !quoted && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }

        @Override
        public Scalar at(String otherPlace) {
            return new Scalar(otherPlace, text, quoted);
        }

        @Override
        public String description() {
            if (isNull()) {
                return "nothing";
            }
            String shown = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "..." : text;
            return quoted ? "\"" + shown + "\"" : shown;
        }
    }
}
