package io.espalier.config;

import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.run.TrainingPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Job files: YAML that says what to train. See {@code conf/reference.yaml} for every key.
 *
 * <p>A value comes from {@code --set}, else from the file, else it is the key's default. Paths inside a job file are relative to the working
 * directory of the command. Whatever is wrong is a {@link UserException} with file, line, key and what is allowed.
 */
public final class JobFile {
    /** A job file is written by hand; what is larger is something else. */
    private static final int LARGEST_BYTES = 1 << 20;

    private JobFile() {}

    /**
     * The plan of a job file.
     *
     * @param file in YAML, UTF-8
     * @param sets values that replace the file's, each {@code dotted.key=value}, the value in YAML
     * @throws UserException where the file or a value can't be used
     */
    public static TrainingPlan read(Path file, List<String> sets) {
        return parse(text(file), file.toString(), sets);
    }

    /**
     * The plan of a job file's text.
     *
     * @param text in YAML
     * @param fileName for messages
     * @param sets values that replace the file's, each {@code dotted.key=value}, the value in YAML
     * @throws UserException where the text or a value can't be used
     */
    public static TrainingPlan parse(String text, String fileName, List<String> sets) {
        return plan(Overrides.apply(YamlReader.read(text, fileName), sets));
    }

    /** The plan that a tree describes. */
    static TrainingPlan plan(YamlNode root) {
        return new Binder().bind(TrainingPlan.class, root);
    }

    private static String text(Path file) {
        if (!Files.exists(file)) {
            throw new UserException("Job file does not exist: " + file);
        }
        if (Files.isDirectory(file)) {
            throw new UserException("Job file is a directory, not a YAML file: " + file);
        }
        GivenPath.refuseSpecial(file, "Job file");
        if (!Files.isReadable(file)) {
            throw new UserException("Job file can't be read, permission is missing: " + file);
        }
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                throw new UserException("Job file is larger than " + LARGEST_BYTES + " bytes: " + file);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UserException("Job file is not text in UTF-8: " + file, e);
        } catch (IOException e) {
            throw new UserException("Job file can't be read: " + file + " (" + e.getMessage() + ")", e);
        }
    }
}
