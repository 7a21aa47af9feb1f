package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.testing.ChildProcess;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Native memory of networks that are made and closed: of a process whose heap is all touched from the start. */
@EnabledOnOs(OS.LINUX)
class ClosedNetworksIT {
    private static final List<String> OPTIONS = List.of(
            "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "--add-modules=jdk.incubator.vector");

    @Test
    void thousandNetworksLeaveNothing() throws IOException, InterruptedException {
        // Each has 1 MB.
        assertThat(growth("mlp", 300, 1000)).isLessThan(20L << 20);
    }

    @Test
    @Tag("full")
    void tenThousandNetworksLeaveNothing() throws IOException, InterruptedException {
        assertThat(growth("mlp", 2000, 10_000)).isLessThan(20L << 20);
    }

    @Test
    void convolutionsLeaveNothing() throws IOException, InterruptedException {
        // Each has 20 MB.
        assertThat(growth("lenet", 20, 100)).isLessThan(20L << 20);
    }

    private static long growth(String network, int before, int networks) throws IOException, InterruptedException {
        try (ChildProcess child = ChildProcess.start(
                "exec \"$@\"",
                OPTIONS,
                Networks.class,
                network,
                Integer.toString(before),
                Integer.toString(networks))) {
            List<String> lines = child.finish();
            assertThat(child.exitCode()).as(lines.toString()).isZero();
            return Long.parseLong(lines.get(lines.size() - 1));
        }
    }

    /** Makes and closes networks; prints how many bytes of memory came to the process after the first of them. */
    static final class Networks {
        private static final ReplicaFactory COMPILED = new CompiledReplicaFactory(new Dl4jReplicaFactory());

        private Networks() {}

        /**
         * Runs as a process.
         *
         * @param arguments the network, how many are made before memory is looked at, how many after it
         */
        public static void main(String[] arguments) throws IOException {
            boolean images = arguments[0].equals("lenet");
            Network network = images ? ImageNetworks.lenet() : EngineNetworks.mlp(Activation.GELU);
            int rows = images ? 64 : 600;
            makeAndClose(network, rows, Integer.parseInt(arguments[1]));
            long before = memory();
            makeAndClose(network, rows, Integer.parseInt(arguments[2]));
            System.out.println(memory() - before);
        }

        private static void makeAndClose(Network network, int rows, int networks) {
            float[] parameters = EngineNetworks.parameters(network, 1);
            float[][] moments = new float[2][parameters.length];
            Batch batch = EngineNetworks.batch(network, rows, 1);
            for (int i = 0; i < networks; i++) {
                try (Replica replica = COMPILED.create(network, EngineNetworks.ADAM, rows)) {
                    replica.load(parameters, moments, 0);
                    replica.step(batch, 0.001, i);
                }
            }
        }

        private static long memory() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
