package io.espalier.engine;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of this machine, for loops over memory.
 *
 * <p>A loop calls nothing but the Vector API's own methods, which the JVM always inlines. A method of ours that takes or gives
 * vectors may be called instead, where it was compiled alone before or the caller has grown large: then its vectors are objects.
 */
final class Vectors {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    /** Bytes of a vector. */
    static final int WIDTH = SPECIES.vectorByteSize();

    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Vectors() {}
}
