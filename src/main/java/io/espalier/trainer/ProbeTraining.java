package io.espalier.trainer;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * A short fixed training whose result depends, in its last bits, on the kernels that compute it.
 *
 * @param replicas what computes it
 */
public record ProbeTraining(ReplicaFactory replicas) {
    private static final UpdaterPlan ADAM = UpdaterPlan.constant(UpdaterKind.ADAM, 0.01);
    private static final int STEPS = 4;
    private static final int ROWS = 24;

    /** xxHash64 of the weights after the training of a dense and of a convolutional network, in hex. */
    public String hash() {
        byte[] dense = train(Networks.mlp(Shape.flat(96), List.of(72, 40), Activation.TANH, 0, 10));
        byte[] convolution = train(Networks.lenet(new Shape(1, 20, 20), List.of(6, 10, 24), Activation.RELU, 10));
        long hash = Hashing.hash(Hashing.hash(dense, 0), Hashing.hash(convolution, 0));
        return HexFormat.of().toHexDigits(hash);
    }

    private byte[] train(Network network) {
        SplitMix64 random = new SplitMix64(1);
        float[] parameters = new float[network.layout().length()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = 0.1f * (float) (random.nextDouble() - 0.5);
        }
        Batch batch = new Batch(ROWS, network.input().size());
        batch.setRows(ROWS);
        try (Replica replica = replicas.create(network, ADAM, ROWS)) {
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
