package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.run.ClusterPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master$;
import org.apache.spark.rpc.RpcEnv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Masters that are none, and one that gives no executors. */
class StandaloneMasterIT {
    private static final String HTTP = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

    @TempDir
    Path directory;

    /** Takes every connection and says the same on it; with nothing to say it keeps them open. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket listener;
        private final String words;
        private final List<Socket> open = new ArrayList<>();

        Server(String words) throws IOException {
            this.words = words;
            listener = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
            Thread thread = new Thread(this::serve, "no Spark master");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    open.add(socket);
                    socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                }
            } catch (IOException e) {
                // Closed: the test is over.
            }
        }

        String address() {
            return "127.0.0.1:" + listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    @Timeout(30)
    void serverThatSaysNothingIsRefused() throws IOException {
        try (Server silent = new Server("")) {
            assertRefused("spark://" + silent.address(), Map.of("spark.rpc.lookupTimeout", "1s"), 1);
        }
    }

    @Test
    @Timeout(30)
    void serverOfAnotherProtocolIsRefused() throws IOException {
        try (Server http = new Server(HTTP)) {
            assertRefused("spark://" + http.address(), Map.of(), 10);
        }
    }

    private void assertRefused(String master, Map<String, String> properties, int seconds) {
        assertThatThrownBy(() -> Cluster.start(settings(master, 120, properties)))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "master " + master + " does not answer as a master of Spark 3.5.5 within " + seconds + " s");
    }

    @Test
    @Timeout(60)
    void oneMasterOfSeveralIsEnoughAndWorkersAreMissed() throws IOException {
        RpcEnv master = startMaster();
        try (Server http = new Server(HTTP)) {
            String url = "spark://" + http.address() + ",127.0.0.1:"
                    + master.address().port();
            assertThatThrownBy(() -> Cluster.start(settings(url, 1, Map.of())))
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "master " + url + " gave 0 executors within 1 s, needed are 2: it may have no worker,"
                                    + " none with enough free cores and memory, or one that can't start executors, whose log says why");
        } finally {
            stop(master);
        }
    }

    private static RpcEnv startMaster() {
        SparkConf conf = new SparkConf().set("spark.master.rest.enabled", "false");
        return Master$.MODULE$.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf)._1();
    }

    private static void stop(RpcEnv network) {
        network.shutdown();
        network.awaitTermination();
    }

    private SparkSettings settings(String master, int waitSeconds, Map<String, String> properties) {
        ClusterPlan cluster = new ClusterPlan(Optional.of(2), waitSeconds);
        return new SparkSettings(master, "master", cluster, "", Map.of(), properties, directory.resolve("spark"));
    }
}
