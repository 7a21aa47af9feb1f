package io.espalier.spark;

import io.espalier.UserException;
import java.util.Arrays;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEnv;

/**
 * Whether a standalone master speaks Spark's protocol. A session that is started with another server tries for a minute and then
 * stops itself in a thread of its own, at whatever point its start has come to.
 */
final class StandaloneMaster {
    private static final String SCHEME = "spark://";
    private static final String ENDPOINT = "Master";
    private static final String PATIENCE = "spark.rpc.lookupTimeout";
    private static final int SECONDS = 10;

    private StandaloneMaster() {}

    /**
     * Asks the masters of a session, of which one has to answer within 10 seconds, or a person's own spark.rpc.lookupTimeout; other
     * kinds of masters are not asked.
     *
     * @param conf of the session: it may ask for authentication
     * @throws UserException if none is a master of this Spark
     */
    static void requireAnswer(SparkConf conf) {
        String master = conf.get("spark.master");
        if (!master.startsWith(SCHEME)) {
            return;
        }
        SparkConf patient = conf.clone().setIfMissing(PATIENCE, SECONDS + "s");
        SecurityManager security = new SecurityManager(
                patient, SecurityManager.$lessinit$greater$default$2(), SecurityManager.$lessinit$greater$default$3());
        RpcEnv network = RpcEnv.create("espalier-master-check", "localhost", -1, patient, security, true);
        try {
            boolean answered = Arrays.stream(master.substring(SCHEME.length()).split(","))
                    .anyMatch(address -> answers(network, SCHEME + address));
            if (!answered) {
                throw new UserException("master " + master + " does not answer as a master of Spark "
                        + org.apache.spark.package$.MODULE$.SPARK_VERSION() + " within "
                        + patient.getTimeAsSeconds(PATIENCE) + " s");
            }
        } finally {
            network.shutdown();
            network.awaitTermination();
        }
    }

    private static boolean answers(RpcEnv network, String url) {
        try {
            network.setupEndpointRef(RpcAddress.fromSparkURL(url), ENDPOINT);
            return true;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // Scala does not declare its exceptions: SparkException and RpcTimeoutException are checked in Java's eyes.
            return false;
        }
    }
}
