package io.espalier.run;

/** What computes a training step. */
public enum Engine {
    /** The fastest engine that supports the network. */
    AUTO,
    /** Steps compiled for the network; a network that can't be compiled is refused. */
    COMPILED,
    /** DL4J's own step. */
    DL4J
}
