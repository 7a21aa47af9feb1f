package io.espalier.engine;

/**
 * The numbers of one update of a range of parameters, in float as the loops use them. One object for the life of a rule: a step makes
 * none.
 */
final class UpdateNumbers {
    /** Learning rate; for adam corrected for the moments' bias. */
    float rate;

    /** Momentum of nesterovs, first-moment decay of adam, decay of rmsprop. */
    float momentum;

    /** 1 - {@link #momentum}, in float as DL4J has it. */
    float innovation;

    /** Second-moment decay of adam. */
    float secondDecay;

    /** 1 - {@link #secondDecay}, in float. */
    float secondInnovation;

    /** Added to a root in a denominator. */
    float epsilon;

    /** L2 penalty of the range: that times the parameter is added to the gradient. */
    float l2;

    /** Decoupled weight decay of the range: that times the parameter is subtracted from it beside the update. */
    float decay;
}
