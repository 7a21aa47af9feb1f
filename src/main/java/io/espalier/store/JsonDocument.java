package io.espalier.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.espalier.GivenPath;
import io.espalier.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that holds one record as JSON: keys in snake_case, NaN as null.
 *
 * @param <T> type of the record
 */
public final class JsonDocument<T> {
    private static final ObjectMapper MAPPER =
            Json.forRecords().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Class<T> type;

    /** Documents of a type. */
    public JsonDocument(Class<T> type) {
        this.type = type;
    }

    /**
     * Creates or replaces a file, whole or not at all.
     *
     * @throws UserException if it can't be written
     */
    public void write(T document, Path file) {
        try {
            byte[] text = (MAPPER.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(file, out -> out.write(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A " + type.getSimpleName() + " could not be written as JSON", e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws UserException if it is missing or is no such document
     */
    public T read(Path file) {
        GivenPath.refuseSpecial(file, "A JSON document");
        try {
            return MAPPER.readValue(Files.readString(file), type);
        } catch (JsonProcessingException e) {
            throw new UserException(file + Json.describe(e), e);
        } catch (IOException e) {
            throw new UserException(file + " can't be read: " + e.getMessage(), e);
        }
    }
}
