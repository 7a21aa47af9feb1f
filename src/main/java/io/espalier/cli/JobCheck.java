package io.espalier.cli;

import io.espalier.UserException;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.NetworkKind;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be found out about a plan in a moment, before Spark is started. */
final class JobCheck {
    private static final Pattern MASTER = Pattern.compile(
            "local|local\\[(\\d+|\\*)(\\s*,\\s*\\d+)?]|local-cluster\\[\\s*\\d+\\s*,\\s*\\d+\\s*,\\s*\\d+\\s*]|(spark|k8s)://.+");
    private static final Pattern STANDALONE = Pattern.compile("spark://([^:,/]+):(\\d+)");
    private static final int CONNECT_MILLIS = 10_000;

    private JobCheck() {}

    /** Refuses a plan that can't run here. */
    static void requireRunnable(TrainingPlan plan) {
        requireMaster(plan.master());
        requireFile(plan.data().path(), "data.path");
        requireFile(plan.data().images(), "data.images");
        requireFile(plan.data().labels(), "data.labels");
        requireFile(plan.data().testPath(), "data.test_path");
        requireFile(plan.data().validationPath(), "data.validation_path");
        if (plan.network().kind() == NetworkKind.DL4J || plan.network().kind() == NetworkKind.MODEL) {
            requireFile(plan.network().path(), "network.path");
        }
    }

    private static void requireFile(Optional<String> path, String key) {
        path.filter(p -> !p.contains("://")).ifPresent(p -> {
            if (!Files.exists(Path.of(p))) {
                throw new UserException(key + ": no file " + p);
            }
        });
    }

    /** A standalone master must answer within 10 s: Spark itself would try for minutes. */
    private static void requireMaster(String master) {
        if (!MASTER.matcher(master).matches()) {
            throw new UserException("master must be local[n], local[*], local-cluster[n,cores,mb], spark://host:port or k8s://url: "
                    + master);
        }
        Matcher standalone = STANDALONE.matcher(master);
        if (!standalone.matches()) {
            return;
        }
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(standalone.group(1), Integer.parseInt(standalone.group(2))), CONNECT_MILLIS);
        } catch (java.io.IOException | IllegalArgumentException e) {
            throw new UserException("master " + master + " does not answer: " + e.getMessage(), e);
        }
    }
}
