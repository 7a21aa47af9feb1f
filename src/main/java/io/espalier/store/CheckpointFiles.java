package io.espalier.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.espalier.trainer.Checkpoints;
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

/**
 * The files of one checkpoint: how a state is laid out in a directory, and how the directory proves that it is whole.
 */
final class CheckpointFiles {
    private static final ObjectMapper MAPPER =
            Json.forState().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String PARAMETERS = "parameters.f32";
    private static final String MOMENT = "moment-%d.f32";
    private static final String OUTER_MOMENTUM = "outer-momentum-%d.f32";
    private static final String SNAPSHOT = "snapshot-%d.f32";
    private static final String UNIT_SCORES = "unit_scores.f64";

    private final Path directory;

    CheckpointFiles(Path directory) {
        this.directory = directory;
    }

    /** The directory holds no state that can be used. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        /** What is wrong; the message follows the checkpoint's name in a sentence. */
        UnusableException(String message) {
            super(message);
        }

        static UnusableException damaged(String how) {
            return new UnusableException("is damaged: " + how);
        }
    }

    /**
     * Writes a state into the empty directory, the manifest last, and forces all to the disk.
     *
     * @return names of the files with the workers' own states
     */
    List<String> write(TrainerState state, Checkpoints.WorkerWriter writer, String planIdentity) throws IOException {
        Map<String, Manifest.Entry> files = new TreeMap<>();
        List<String> workers = writer.write(directory.toAbsolutePath().toString());
        for (String worker : workers) {
            AtomicFile.force(directory.resolve(worker));
            files.put(worker, entry(directory.resolve(worker)));
        }
        add(files, StateFile.NAME, out -> out.write(MAPPER.writeValueAsBytes(StateFile.of(state, workers))));
        add(
                files,
                PARAMETERS,
                out -> ArrayFile.writeFloats(state.structure().model().parameters(), out));
        float[][] moments = state.structure().model().moments();
        for (int i = 0; i < moments.length; i++) {
            float[] moment = moments[i];
            add(files, MOMENT.formatted(i + 1), out -> ArrayFile.writeFloats(moment, out));
        }
        for (int i = 0; i < state.structure().outerMomentum().size(); i++) {
            float[] momentum = state.structure().outerMomentum().get(i);
            add(files, OUTER_MOMENTUM.formatted(i + 1), out -> ArrayFile.writeFloats(momentum, out));
        }
        for (int i = 0; i < state.scoring().snapshots().size(); i++) {
            float[] snapshot = state.scoring().snapshots().get(i);
            add(files, SNAPSHOT.formatted(i + 1), out -> ArrayFile.writeFloats(snapshot, out));
        }
        List<double[]> unitScores =
                state.structure().unitScores().stream().flatMap(List::stream).toList();
        add(files, UNIT_SCORES, out -> ArrayFile.writeDoubles(unitScores, out));

        Manifest manifest = new Manifest(
                Manifest.SCHEMA_VERSION,
                planIdentity,
                state.round(),
                state.position().phase(),
                files,
                "");
        Manifest sealed = manifest.withChecksum(checksum(manifest));
        AtomicFile.writeDurably(directory.resolve(Manifest.NAME), out -> out.write(MAPPER.writeValueAsBytes(sealed)));
        AtomicFile.force(directory);
        return workers;
    }

    private void add(Map<String, Manifest.Entry> files, String name, AtomicFile.Content content) throws IOException {
        MessageDigest digest = sha256();
        Path file = directory.resolve(name);
        AtomicFile.writeDurably(file, out -> content.writeTo(new DigestOutputStream(out, digest)));
        files.put(name, new Manifest.Entry(Files.size(file), HexFormat.of().formatHex(digest.digest())));
    }

    /** Reads the manifest and compares it and every file with what it says. */
    Manifest verified() throws UnusableException {
        Manifest manifest = manifest();
        if (!manifest.checksum().equals(checksum(manifest))) {
            throw UnusableException.damaged(
                    Manifest.NAME + " has SHA-256 " + checksum(manifest) + ", it says " + manifest.checksum());
        }
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
            List<float[]> outerMomenta = new ArrayList<>();
            for (int i = 0; i < state.structure().outerMomenta(); i++) {
                outerMomenta.add(ArrayFile.readFloats(directory.resolve(OUTER_MOMENTUM.formatted(i + 1))));
            }
            List<float[]> snapshots = new ArrayList<>();
            for (int i = 0; i < state.scoring().snapshots(); i++) {
                snapshots.add(ArrayFile.readFloats(directory.resolve(SNAPSHOT.formatted(i + 1))));
            }
            return state.with(
                    directory.toAbsolutePath(),
                    ArrayFile.readFloats(directory.resolve(PARAMETERS)),
                    moments,
                    outerMomenta,
                    ArrayFile.readDoubles(directory.resolve(UNIT_SCORES)),
                    List.copyOf(snapshots));
        } catch (IOException e) {
            throw new IllegalStateException("Checkpoint " + directory + " is whole but can't be read", e);
        }
    }

    /** The manifest, not compared with anything. */
    Manifest manifest() throws UnusableException {
        try {
            byte[] json = Files.readAllBytes(directory.resolve(Manifest.NAME));
            JsonNode version = MAPPER.readTree(json).path("schema_version");
            if (version.isInt() && version.intValue() != Manifest.SCHEMA_VERSION) {
                throw new UnusableException("has schema_version " + version + ", this version of Espalier reads "
                        + Manifest.SCHEMA_VERSION);
            }
            return MAPPER.readValue(json, Manifest.class);
        } catch (JsonProcessingException e) {
            throw UnusableException.damaged(Manifest.NAME + Json.describe(e));
        } catch (IOException e) {
            throw UnusableException.damaged(Manifest.NAME + " can't be read: " + WriteFailure.reason(e));
        }
    }

    private void verify(String name, Manifest.Entry expected) throws UnusableException {
        Path file = directory.resolve(name);
        try {
            if (!Files.isRegularFile(file)) {
                throw UnusableException.damaged(name + " is missing");
            }
            if (Files.size(file) != expected.bytes()) {
                throw UnusableException.damaged(
                        name + " has " + Files.size(file) + " bytes, manifest says " + expected.bytes());
            }
            String found = entry(file).sha256();
            if (!found.equals(expected.sha256())) {
                throw UnusableException.damaged(
                        name + " has SHA-256 " + found + ", manifest says " + expected.sha256());
            }
        } catch (IOException e) {
            throw UnusableException.damaged(name + " can't be read: " + WriteFailure.reason(e));
        }
    }

    private static Manifest.Entry entry(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, out);
        }
        return new Manifest.Entry(Files.size(file), HexFormat.of().formatHex(digest.digest()));
    }

    private static String checksum(Manifest manifest) {
        try {
            return HexFormat.of().formatHex(sha256().digest(MAPPER.writeValueAsBytes(manifest.withChecksum(""))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Manifest of round " + manifest.round() + " can't be written as JSON", e);
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
