package io.espalier.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.espalier.Words;
import io.espalier.network.Layer;
import io.espalier.run.RunRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How Java records become JSON in this package: keys are component names in snake_case, enum constants are lower case,
 * every key is written, an absent Optional is null. Reading is strict: no unknown, missing or repeated key, no value of
 * another type.
 */
final class Json {
    private Json() {}

    /** Line, key and reason of an error, as the end of a sentence that starts with the file. */
    static String describe(JsonProcessingException e) {
        // An unknown key is noticed at the end of its object: the line would mislead.
        boolean placed = e.getLocation() != null && !(e instanceof UnrecognizedPropertyException);
        return (placed ? ", line " + e.getLocation().getLineNr() : "") + describeKey(e);
    }

    /** Key and reason of an error, as the end of a sentence that starts with file and line. */
    static String describeKey(JsonProcessingException e) {
        return key(e) + (isMissing(e) ? " is missing" : ": " + reason(e));
    }

    private static boolean isMissing(JsonProcessingException e) {
        return e instanceof MismatchedInputException && e.getOriginalMessage().startsWith("Missing creator property");
    }

    private static String key(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return mapping.getPath().stream()
                    .map(part -> part.getFieldName() == null ? String.valueOf(part.getIndex()) : part.getFieldName())
                    .collect(Collectors.joining(".", ", key ", ""));
        }
        return "";
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "there is no such key; keys are " + new TreeSet<>(unknown.getKnownPropertyIds());
        }
        return e.getOriginalMessage().replaceAll("`(?:\\w+[.$])+(\\w+)`", "$1");
    }

    /**
     * For files that people and other programs read. JSON has no NaN and no infinity: they are written as null, and
     * null is read as NaN.
     */
    static JsonMapper.Builder forRecords() {
        return strict().addModule(nonFiniteAsNull()).addMixIn(RunRecord.class, RunRecordKeys.class);
    }

    /** For state that is restored to the bit: NaN and the infinities are the texts "NaN", "Infinity", "-Infinity". */
    static JsonMapper.Builder forState() {
        return strict().addMixIn(Layer.class, LayerTypes.class);
    }

    private static JsonMapper.Builder strict() {
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .annotationIntrospector(new LowerCaseEnums())
                .addModule(new Jdk8Module())
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .enable(
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        // The plan's fractions are exact decimals: 0.60 must not come back as the binary number next to
                        // 0.6.
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);
    }

    private static SimpleModule nonFiniteAsNull() {
        return new SimpleModule()
                .addSerializer(Double.class, new FiniteOrNull())
                .addSerializer(Double.TYPE, new FiniteOrNull())
                .addSerializer(OptionalDouble.class, new OptionalFiniteOrNull())
                .addDeserializer(Double.TYPE, new NullAsNan());
    }

    private static final class LowerCaseEnums extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public String[] findEnumValues(Class<?> enumType, Enum<?>[] values, String[] names) {
            return Arrays.stream(values).map(Words::word).toArray(String[]::new);
        }
    }

    private static final class FiniteOrNull extends StdSerializer<Double> {
        private static final long serialVersionUID = 1L;

        FiniteOrNull() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value.doubleValue());
            } else {
                out.writeNull();
            }
        }
    }

    private static final class OptionalFiniteOrNull extends StdSerializer<OptionalDouble> {
        private static final long serialVersionUID = 1L;

        OptionalFiniteOrNull() {
            super(OptionalDouble.class);
        }

        @Override
        public void serialize(OptionalDouble value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value.orElse(Double.NaN))) {
                out.writeNumber(value.getAsDouble());
            } else {
                out.writeNull();
            }
        }
    }

    private static final class NullAsNan extends StdDeserializer<Double> {
        private static final long serialVersionUID = 1L;

        NullAsNan() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.currentToken().isNumeric()) {
                return (Double) context.handleUnexpectedToken(Double.class, in);
            }
            return in.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }

    /** A Java component can't be called final; the key is. */
    private interface RunRecordKeys {
        @JsonProperty("final")
        Optional<RunRecord.FinalRecord> results();
    }

    /** Names of the layers in files: they stay when a class is renamed. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Layer.Dense.class, name = "dense"),
        @JsonSubTypes.Type(value = Layer.Convolution.class, name = "convolution"),
        @JsonSubTypes.Type(value = Layer.Pooling.class, name = "pooling"),
        @JsonSubTypes.Type(value = Layer.GlobalPooling.class, name = "global_pooling"),
        @JsonSubTypes.Type(value = Layer.BatchNormalization.class, name = "batch_normalization"),
        @JsonSubTypes.Type(value = Layer.LayerNormalization.class, name = "layer_normalization"),
        @JsonSubTypes.Type(value = Layer.Dropout.class, name = "dropout"),
        @JsonSubTypes.Type(value = Layer.Activate.class, name = "activate"),
        @JsonSubTypes.Type(value = Layer.Add.class, name = "add"),
        @JsonSubTypes.Type(value = Layer.Merge.class, name = "merge"),
        @JsonSubTypes.Type(value = Layer.Flatten.class, name = "flatten"),
        @JsonSubTypes.Type(value = Layer.Embedding.class, name = "embedding"),
        @JsonSubTypes.Type(value = Layer.Lstm.class, name = "lstm"),
        @JsonSubTypes.Type(value = Layer.SelfAttention.class, name = "self_attention"),
        @JsonSubTypes.Type(value = Layer.Output.class, name = "output")
    })
    private interface LayerTypes {}
}
