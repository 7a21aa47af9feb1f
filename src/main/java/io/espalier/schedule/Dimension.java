package io.espalier.schedule;

/** What a constraint schedule moves. */
public enum Dimension {
    /** Width of hidden layers: neurons, channels, embedding dimensions. */
    WIDTH,
    /** Attention heads. */
    HEADS,
    /** Width of feed-forward blocks. */
    FEED_FORWARD,
    /** Training examples kept. */
    DATA
}
