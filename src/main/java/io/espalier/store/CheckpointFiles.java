package io.espalier.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.espalier.trainer.TrainerState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of one checkpoint: how a state is laid out in a directory, and how the directory proves that it is whole. */
final class CheckpointFiles {
    private static final ObjectMapper MAPPER =
            Json.forState().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String PARAMETERS = "parameters.f32";
    private static final String MOMENT = "moment-%d.f32";
    private static final String SNAPSHOT = "snapshot-%d.f32";
    private static final String UNIT_SCORES = "unit_scores.f64";

    private final Path directory;

    CheckpointFiles(Path directory) {
        this.directory = directory;
    }

    /** The directory does not hold what its manifest says. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        /** A damage; the message ends a sentence that starts with the checkpoint's name. */
        DamagedException(String message) {
            super(message);
        }
    }

    /** Writes a state into the empty directory, the manifest last, and forces all to the disk. */
    void write(TrainerState state, String planIdentity) throws IOException {
        Map<String, Manifest.Entry> files = new TreeMap<>();
        add(files, StateFile.NAME, out -> out.write(MAPPER.writeValueAsBytes(StateFile.of(state))));
        add(files, PARAMETERS, out -> ArrayFile.writeFloats(state.structure().model().parameters(), out));
        float[][] moments = state.structure().model().moments();
        for (int i = 0; i < moments.length; i++) {
            float[] moment = moments[i];
            add(files, MOMENT.formatted(i + 1), out -> ArrayFile.writeFloats(moment, out));
        }
        for (int i = 0; i < state.scoring().snapshots().size(); i++) {
            float[] snapshot = state.scoring().snapshots().get(i);
            add(files, SNAPSHOT.formatted(i + 1), out -> ArrayFile.writeFloats(snapshot, out));
        }
        List<double[]> unitScores = state.structure().unitScores().stream().flatMap(List::stream).toList();
        add(files, UNIT_SCORES, out -> ArrayFile.writeDoubles(unitScores, out));

        Manifest manifest = new Manifest(Manifest.SCHEMA_VERSION, planIdentity, state.round(), state.position().phase(), files);
        AtomicFile.writeDurably(directory.resolve(Manifest.NAME), out -> out.write(MAPPER.writeValueAsBytes(manifest)));
        AtomicFile.force(directory);
    }

    private void add(Map<String, Manifest.Entry> files, String name, AtomicFile.Content content) throws IOException {
        MessageDigest digest = sha256();
        Path file = directory.resolve(name);
        AtomicFile.writeDurably(file, out -> content.writeTo(new DigestOutputStream(out, digest)));
        files.put(name, new Manifest.Entry(Files.size(file), HexFormat.of().formatHex(digest.digest())));
    }

    /** Reads the manifest and compares every file with it. */
    Manifest verified() throws DamagedException {
        Manifest manifest = manifest();
        for (Map.Entry<String, Manifest.Entry> file : manifest.files().entrySet()) {
            verify(file.getKey(), file.getValue());
        }
        return manifest;
    }

    /** The state; call {@link #verified} first. */
    TrainerState read() {
        try {
            StateFile state = MAPPER.readValue(Files.readAllBytes(directory.resolve(StateFile.NAME)), StateFile.class);
            float[][] moments = new float[state.structure().moments()][];
            for (int i = 0; i < moments.length; i++) {
                moments[i] = ArrayFile.readFloats(directory.resolve(MOMENT.formatted(i + 1)));
            }
            List<float[]> snapshots = new ArrayList<>();
            for (int i = 0; i < state.scoring().snapshots(); i++) {
                snapshots.add(ArrayFile.readFloats(directory.resolve(SNAPSHOT.formatted(i + 1))));
            }
            return state.with(
                    ArrayFile.readFloats(directory.resolve(PARAMETERS)),
                    moments,
                    ArrayFile.readDoubles(directory.resolve(UNIT_SCORES)),
                    List.copyOf(snapshots));
        } catch (IOException e) {
            throw new IllegalStateException("Checkpoint " + directory + " is whole but can't be read", e);
        }
    }

    /** The manifest, not compared with the files. */
    Manifest manifest() throws DamagedException {
        try {
            return MAPPER.readValue(Files.readAllBytes(directory.resolve(Manifest.NAME)), Manifest.class);
        } catch (JsonProcessingException e) {
            throw new DamagedException(Manifest.NAME + Json.describe(e));
        } catch (IOException e) {
            throw new DamagedException(Manifest.NAME + " can't be read: " + WriteFailure.reason(e));
        }
    }

    private void verify(String name, Manifest.Entry expected) throws DamagedException {
        Path file = directory.resolve(name);
        try {
            if (!Files.isRegularFile(file)) {
                throw new DamagedException(name + " is missing");
            }
            if (Files.size(file) != expected.bytes()) {
                throw new DamagedException(
                        name + " has " + Files.size(file) + " bytes, manifest says " + expected.bytes());
            }
            MessageDigest digest = sha256();
            try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                Files.copy(file, out);
            }
            String found = HexFormat.of().formatHex(digest.digest());
            if (!found.equals(expected.sha256())) {
                throw new DamagedException(name + " has SHA-256 " + found + ", manifest says " + expected.sha256());
            }
        } catch (IOException e) {
            throw new DamagedException(name + " can't be read: " + WriteFailure.reason(e));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
