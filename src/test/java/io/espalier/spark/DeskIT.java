package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.util.RpcUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.reflect.ClassTag$;

@Timeout(60)
class DeskIT {
    private static final int COMPANY = 1;
    /** More than Spark has threads for messages. */
    private static final int STANDING_STILL = 64;

    private static LocalSpark spark;

    @BeforeAll
    static void startSpark() {
        spark = new LocalSpark(2);
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    /** Somebody does not even accept the connection by which his outcome is to be fetched. */
    @Test
    void callsOfOthersComeWhilePeersStandStill() throws Exception {
        try (Deaf peer = new Deaf();
                Desk desk = new Desk()) {
            desk.serve(COMPANY);
            for (int member = 1; member <= STANDING_STILL; member++) {
                call(desk, member, peer.note());
            }
            call(desk, 0, new byte[0]);
            assertThat(desk.nextWithin(Duration.ofSeconds(20)).map(Desk.Call::member))
                    .contains(0);
        }
    }

    private static void call(Desk desk, int member, byte[] note) {
        byte[] numbers = ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(COMPANY)
                .putInt(member)
                .array();
        desk.self()
                .ask(
                        new byte[][] {numbers, note},
                        RpcUtils.INFINITE_TIMEOUT(),
                        ClassTag$.MODULE$.<byte[][]>apply(byte[][].class));
    }

    /** An address where connections are neither accepted nor refused, because as many as may wait do so. */
    private static final class Deaf implements AutoCloseable {
        private static final int CONNECT_MILLIS = 500;

        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> waiting = new ArrayList<>();

        Deaf() throws IOException {
            boolean full = false;
            while (!full) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(
                            new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), CONNECT_MILLIS);
                } catch (SocketTimeoutException e) {
                    full = true;
                }
            }
        }

        /** The note of a delivery that lies there. */
        byte[] note() throws IOException {
            ByteArrayOutputStream note = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(note)) {
                out.writeByte(1);
                out.writeUTF(server.getInetAddress().getHostAddress());
                out.writeInt(server.getLocalPort());
                out.writeUTF("elsewhere");
                out.writeUTF("broadcast_1_delivery");
            }
            return note.toByteArray();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : waiting) {
                socket.close();
            }
            server.close();
        }
    }
}
