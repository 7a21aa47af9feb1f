package io.espalier.api;

import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.run.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The file that a plan takes its network from: {@code network.path}. */
final class NetworkFile {
    private NetworkFile() {}

    /**
     * SHA-256 of its content, in hex; empty where the plan names no file.
     *
     * @throws UserException if it can't be read
     */
    static Optional<String> sha256(TrainingPlan plan) {
        return plan.network().path().map(path -> sha256(GivenPath.of(path, "network.path")));
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UserException("network.path: " + file + " can't be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
