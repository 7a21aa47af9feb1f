package io.espalier.dl4j;

import io.espalier.trainer.ProbeTraining;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which kernels compute here: a short fixed training whose result depends on them in the last bits.
 *
 * <p>BLAS and oneDNN choose kernels by the CPU, so two machines with equal hashes give equal bits, and a run that must be repeated to the
 * bit needs machines of one hash. Takes well under a second once ND4J is loaded.
 *
 * @param hash xxHash64 of the weights after the training, in hex
 */
public record KernelProbe(String hash) {
    private static final String UNKNOWN = "unknown";

    /** Runs the probe. */
    public static KernelProbe run() {
        return new KernelProbe(new ProbeTraining(new Dl4jReplicaFactory()).hash());
    }

    /** Versions of nd4j, its backend and the vendor of its BLAS; which of its kernels it took, only the hash tells. */
    public static Map<String, String> versions() {
        Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("nd4j", nd4jVersion());
        versions.put("nd4j_backend", environment.getProperty("backend", UNKNOWN));
        versions.put("blas", environment.getProperty("blas.vendor", UNKNOWN));
        return versions;
    }

    /** As its jar says; ND4J's own version check knows nothing in this release. */
    private static String nd4jVersion() {
        try (InputStream in = Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", UNKNOWN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
