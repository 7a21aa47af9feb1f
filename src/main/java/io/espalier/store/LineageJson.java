package io.espalier.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.UserException;
import io.espalier.run.ScoreLineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code _lineage.json} beside a table of scores: reads and writes {@link ScoreLineage}. */
public final class LineageJson {
    private static final String FILE = "_lineage.json";
    private static final JsonDocument<ScoreLineage> DOCUMENT = new JsonDocument<>(ScoreLineage.class);
    private static final ObjectMapper MAPPER = Json.forRecords().build();

    private LineageJson() {}

    /**
     * Writes the lineage of a table.
     *
     * @param table directory of the table
     * @throws UserException if it can't be written
     */
    public static void write(ScoreLineage lineage, Path table) {
        DOCUMENT.write(lineage, table.resolve(FILE));
    }

    /**
     * Reads the lineage of a table.
     *
     * @param table directory of the table
     * @return empty where the table has none
     * @throws UserException if it is damaged, or of another version of its format
     */
    public static Optional<ScoreLineage> read(Path table) {
        Path file = table.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        requireVersion(file);
        return Optional.of(DOCUMENT.read(file));
    }

    private static void requireVersion(Path file) {
        try {
            JsonNode version = MAPPER.readTree(Files.readString(file)).path("schema_version");
            if (!version.isInt() || version.intValue() != ScoreLineage.SCHEMA_VERSION) {
                throw new UserException(file + " has schema_version " + (version.isMissingNode() ? "missing" : version)
                        + ", here it is " + ScoreLineage.SCHEMA_VERSION
                        + "; compute the scores again, or have train take them with --force-scores");
            }
        } catch (JsonProcessingException e) {
            throw new UserException(file + Json.describe(e), e);
        } catch (IOException e) {
            throw new UserException(file + " can't be read: " + e.getMessage(), e);
        }
    }
}
