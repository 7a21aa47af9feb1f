package io.espalier.trainer;

import io.espalier.network.Network;
import java.io.Serializable;

/**
 * A network with its weights and optimizer moments at one moment of the training.
 *
 * <p>Arrays are parallel to the network's flat parameter vector. Owns its arrays: made once, never written again.
 */
public final class ModelState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Network network;
    private final FloatArrays parameters;
    private final FloatArrays moments;
    private final long updates;

    /** A state over the given arrays, which it owns from now on; {@code updates} as in {@link Replica#load}. */
    public ModelState(Network network, float[] parameters, float[][] moments, long updates) {
        int length = network.layout().length();
        if (parameters.length != length) {
            throw new IllegalArgumentException("Network has " + length + " values, the vector " + parameters.length);
        }
        for (float[] moment : moments) {
            if (moment.length != length) {
                throw new IllegalArgumentException("Network has " + length + " values, a moment " + moment.length);
            }
        }
        this.network = network;
        this.parameters = new FloatArrays(parameters);
        this.moments = new FloatArrays(moments);
        this.updates = updates;
    }

    /** The network. */
    public Network network() {
        return network;
    }

    /** Its flat parameter vector; not to be written. */
    public float[] parameters() {
        return parameters.single();
    }

    /** One array a moment; not to be written. */
    public float[][] moments() {
        return moments.all();
    }

    /** Updates made so far by each worker. */
    public long updates() {
        return updates;
    }

    /** Whether no parameter is NaN or infinite. */
    public boolean isFinite() {
        for (float parameter : parameters()) {
            if (!Float.isFinite(parameter)) {
                return false;
            }
        }
        return true;
    }
}
