package io.espalier.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.UserException;
import io.espalier.config.YamlNode.Entry;
import io.espalier.config.YamlNode.Mapping;
import io.espalier.config.YamlNode.Scalar;
import io.espalier.config.YamlNode.Sequence;
import io.espalier.run.TrainingPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A resolved plan as JSON: the tree of a job file with every default filled in. */
public final class PlanJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private PlanJson() {}

    /** The plan as a JSON object: snake_case keys, absent values left out, phases as one-key objects. */
    public static ObjectNode toJson(TrainingPlan plan) {
        return MAPPER.valueToTree(PlanTree.of(plan));
    }

    /**
     * The plan of a JSON object that {@link #toJson} made; keys that are missing take their defaults.
     *
     * @param place of the object, for messages: the file's name
     * @throws UserException where the object is no valid plan
     */
    public static TrainingPlan fromJson(JsonNode json, String place) {
        return JobFile.plan(tree(json, place));
    }

    /** The plan as JSON text. */
    public static String write(TrainingPlan plan) {
        return toJson(plan).toPrettyString();
    }

    /**
     * The plan of JSON text.
     *
     * @param place of the text, for messages: the file's name
     * @throws UserException where the text is no valid plan
     */
    public static TrainingPlan read(String text, String place) {
        try {
            return fromJson(MAPPER.readTree(text), place);
        } catch (JsonProcessingException e) {
            throw new UserException(place + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static YamlNode tree(JsonNode json, String place) {
        if (json.isObject()) {
            Map<String, Entry> entries = new LinkedHashMap<>();
            json.fields()
                    .forEachRemaining(
                            field -> entries.put(field.getKey(), new Entry(place, tree(field.getValue(), place))));
            return new Mapping(place, entries);
        }
        if (json.isArray()) {
            List<YamlNode> elements = new ArrayList<>();
            json.elements().forEachRemaining(element -> elements.add(tree(element, place)));
            return new Sequence(place, elements);
        }
        boolean missing = json.isNull() || json.isMissingNode();
        return new Scalar(place, missing ? "" : json.asText(), json.isTextual());
    }
}
