package io.espalier.spark;

import io.espalier.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a Spark master has a form that Spark understands, and answers. Spark itself would try for minutes. */
public final class MasterCheck {
    private static final String COUNT = "[1-9]\\d{0,3}";
    private static final Pattern EMBEDDED =
            Pattern.compile("local|local\\[(\\*|" + COUNT + ")(\\s*,\\s*" + COUNT + ")?]");
    private static final Pattern LOCAL_CLUSTER =
            Pattern.compile("local-cluster\\[\\s*" + COUNT + "\\s*,\\s*" + COUNT + "\\s*,\\s*([1-9]\\d{0,6})\\s*]");
    private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
    private static final Pattern KUBERNETES = Pattern.compile("k8s://(https?://)?([^/]+)(/.*)?");
    private static final Pattern ADDRESS = Pattern.compile("\\[?([^\\[\\]@/?#\\s]+?)]?:(\\d{1,5})");
    /** Spark refuses executors, and a driver, with less than 1.5 times the 300 MB that it reserves. */
    private static final int LEAST_MEGABYTES = 450;

    private static final int HIGHEST_PORT = 65_535;
    private static final int CONNECT_MILLIS = 10_000;

    private MasterCheck() {}

    /** Refuses a master of another form, one that can't be reached within 10 s, and a process that Spark can't be started in. */
    public static void requireUsable(String master) {
        requireHeap(Runtime.getRuntime().maxMemory());
        List<InetSocketAddress> addresses = addresses(master);
        if (!addresses.isEmpty()) {
            requireAnswer(addresses, master);
        }
    }

    /** Refuses a master of another form; it need not be there. */
    public static void requireForm(String master) {
        var unused = addresses(master);
    }

    /** Refuses a largest heap in which Spark does not start. */
    static void requireHeap(long bytes) {
        if (bytes < (long) LEAST_MEGABYTES << 20) {
            throw new UserException("Spark needs a heap of at least " + LEAST_MEGABYTES
                    + " MB, not counting the part that" + " a collector keeps free, and has " + (bytes >> 20)
                    + " MB; set ESPALIER_HEAP to at least 500m");
        }
    }

    private static void requireMemory(int megabytes, String master) {
        if (megabytes < LEAST_MEGABYTES) {
            throw new UserException("master " + master + ": executors need at least " + LEAST_MEGABYTES + " MB");
        }
    }

    /** Where a master answers: nowhere in this process, in several places where one of several masters leads. */
    private static List<InetSocketAddress> addresses(String master) {
        Matcher localCluster = LOCAL_CLUSTER.matcher(master);
        if (localCluster.matches()) {
            requireMemory(Integer.parseInt(localCluster.group(1)), master);
            return List.of();
        }
        if (EMBEDDED.matcher(master).matches()) {
            return List.of();
        }
        Matcher standalone = STANDALONE.matcher(master);
        if (standalone.matches()) {
            return Arrays.stream(standalone.group(1).split(",", -1))
                    .map(text -> address(text).orElseThrow(() -> malformed(master)))
                    .toList();
        }
        Matcher kubernetes = KUBERNETES.matcher(master);
        if (!kubernetes.matches()) {
            throw malformed(master);
        }
        String host = kubernetes.group(2);
        String port = "http://".equals(kubernetes.group(1)) ? ":80" : ":443";
        return List.of(address(host).or(() -> address(host + port)).orElseThrow(() -> malformed(master)));
    }

    private static Optional<InetSocketAddress> address(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(address.group(2));
        return port < 1 || port > HIGHEST_PORT
                ? Optional.empty()
                : Optional.of(InetSocketAddress.createUnresolved(address.group(1), port));
    }

    private static UserException malformed(String master) {
        return new UserException("master must be local[n], local[*], local[n,retries], local-cluster[n,cores,mb],"
                + " spark://host:port or k8s://url, with numbers from 1: " + master);
    }

    private static void requireAnswer(List<InetSocketAddress> addresses, String master) {
        String reason = "";
        for (InetSocketAddress address : addresses) {
            try (Socket socket = new Socket()) {
                InetAddress host = InetAddress.getByName(address.getHostString());
                socket.connect(new InetSocketAddress(host, address.getPort()), CONNECT_MILLIS);
                return;
            } catch (UnknownHostException e) {
                reason = "unknown host " + address.getHostString();
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
            }
        }
        throw new UserException("master " + master + " does not answer: " + reason);
    }
}
