package io.espalier.engine;

import io.espalier.network.Node;

/** A network has a layer that the compiler does not know. */
final class UnsupportedLayerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which layer, and what about it. */
    UnsupportedLayerException(Node node, String what) {
        super("layer " + node.name() + ": " + what);
    }
}
