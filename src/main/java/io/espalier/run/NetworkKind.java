package io.espalier.run;

/** Kinds of network that a job file can name. */
public enum NetworkKind {
    /** Dense layers. */
    MLP,
    /** Two convolutions with pooling, one dense layer. */
    LENET,
    /** Convolutions with batch normalisation in three stages, each added to what went into it. */
    RESNET,
    /** A DL4J configuration in JSON (MultiLayerConfiguration or ComputationGraphConfiguration); fresh weights. */
    DL4J,
    /** A DL4J model zip; its weights are the start. */
    MODEL
}
