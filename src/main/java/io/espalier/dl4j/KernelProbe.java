package io.espalier.dl4j;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.TrainingPlan.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Replica;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final UpdaterPlan ADAM = UpdaterPlan.constant(UpdaterKind.ADAM, 0.01);
    private static final String UNKNOWN = "unknown";
    private static final int STEPS = 4;
    private static final int ROWS = 24;

    /** Runs the probe. */
    public static KernelProbe run() {
        byte[] dense = train(Networks.mlp(Shape.flat(96), List.of(72, 40), Activation.TANH, 0, 10));
        byte[] convolution = train(Networks.lenet(new Shape(1, 20, 20), List.of(6, 10, 24), Activation.RELU, 10));
        long hash = Hashing.hash(Hashing.hash(dense, 0), Hashing.hash(convolution, 0));
        return new KernelProbe(HexFormat.of().toHexDigits(hash));
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

    private static byte[] train(Network network) {
        SplitMix64 random = new SplitMix64(1);
        float[] parameters = new float[network.layout().length()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = 0.1f * (float) (random.nextDouble() - 0.5);
        }
        Batch batch = new Batch(ROWS, network.input().size());
        batch.setRows(ROWS);
        try (Replica replica = new Dl4jReplicaFactory().create(network, ADAM, ROWS)) {
            replica.load(parameters, new float[2][parameters.length], 0);
            for (int step = 0; step < STEPS; step++) {
                for (int i = 0; i < batch.features().length; i++) {
                    batch.features()[i] = (float) random.nextDouble();
                }
                for (int row = 0; row < ROWS; row++) {
                    batch.labels()[row] = random.nextInt(network.outputs());
                }
                replica.step(batch, ADAM.learningRate(), step);
            }
            replica.readParameters(parameters);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * parameters.length);
        bytes.asFloatBuffer().put(parameters);
        return bytes.array();
    }
}
