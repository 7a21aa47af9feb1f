package io.espalier.config;

import io.espalier.UserException;
import io.espalier.config.YamlNode.Entry;
import io.espalier.config.YamlNode.Mapping;
import io.espalier.config.YamlNode.Scalar;
import io.espalier.config.YamlNode.Sequence;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Reads YAML text into {@link YamlNode}s.
 *
 * <p>It works on the parser's events: no object is ever constructed, so nothing in a file can name a class. Tags, anchors and aliases are
 * refused; so are repeated keys, more than one document, and nesting deeper than any job file needs.
 */
final class YamlReader {
    private static final int DEEPEST = 20;

    private final Iterator<Event> events;
    private final IntFunction<String> places;

    private YamlReader(Iterator<Event> events, IntFunction<String> places) {
        this.events = events;
        this.places = places;
    }

    /** The one document in a file's text; places are {@code fileName:line}. */
    static YamlNode read(String text, String fileName) {
        YamlNode root = read(text, fileName, line -> fileName + ":" + line);
        if (root instanceof Scalar scalar && scalar.text().isEmpty() && scalar.isNull()) {
            throw empty(fileName);
        }
        return root;
    }

    /** The value in a piece of text that stands at one place, such as a command-line flag. */
    static YamlNode value(String text, String place) {
        return text.isBlank() ? new Scalar(place, "", false) : read(text, place, line -> place);
    }

    private static YamlNode read(String text, String source, IntFunction<String> places) {
        try {
            Iterator<Event> events =
                    new Yaml(new LoaderOptions()).parse(new StringReader(text)).iterator();
            return new YamlReader(events, places).document(source);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new UserException(places.apply(line) + ": not valid YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new UserException(source + ": not valid YAML: " + e.getMessage(), e);
        }
    }

    private YamlNode document(String source) {
        events.next(); // stream start
        Event start = events.next();
        if (!(start instanceof DocumentStartEvent)) {
            throw empty(source);
        }
        YamlNode root = node(events.next(), 1);
        events.next(); // document end
        Event end = events.next();
        if (end instanceof DocumentStartEvent) {
            throw new UserException(place(end) + ": a second document begins; one file holds one document");
        }
        return root;
    }

    private static UserException empty(String source) {
        return new UserException(source + ": is empty; a job file needs at least the keys data and network");
    }

    private YamlNode node(Event event, int depth) {
        if (depth > DEEPEST) {
            throw new UserException(place(event) + ": nested deeper than " + DEEPEST + " levels");
        }
        refuseReferences(event);
        if (event instanceof ScalarEvent scalar) {
            refuseTag(event, scalar.getTag());
            return new Scalar(place(event), scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN);
        }
        if (event instanceof SequenceStartEvent sequence) {
            refuseTag(event, sequence.getTag());
            return sequence(place(event), depth);
        }
        if (event instanceof MappingStartEvent mapping) {
            refuseTag(event, mapping.getTag());
            return mapping(place(event), depth);
        }
        throw new IllegalStateException("Unexpected event of the YAML parser: " + event);
    }

    private Sequence sequence(String place, int depth) {
        List<YamlNode> elements = new ArrayList<>();
        for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
            elements.add(node(next, depth + 1));
        }
        return new Sequence(place, elements);
    }

    private Mapping mapping(String place, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
            YamlNode key = node(next, depth + 1);
            if (!(key instanceof Scalar name)) {
                throw new UserException(key.place() + ": a key must be a word, not " + key.description());
            }
            YamlNode value = node(events.next(), depth + 1);
            Entry before = entries.put(name.text(), new Entry(key.place(), value));
            if (before != null) {
                throw new UserException(
                        key.place() + ": key " + name.description() + " is given twice; first at " + before.place());
            }
        }
        return new Mapping(place, entries);
    }

    private void refuseReferences(Event event) {
        if (event instanceof AliasEvent alias) {
            throw new UserException(place(event) + ": aliases are not allowed: *" + alias.getAnchor());
        }
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            throw new UserException(place(event) + ": anchors are not allowed: &" + node.getAnchor());
        }
    }

    private void refuseTag(Event event, @Nullable String tag) {
        if (tag != null) {
            throw new UserException(place(event) + ": tags are not allowed: " + tag);
        }
    }

    private String place(Event event) {
        return places.apply(event.getStartMark().getLine() + 1);
    }
}
