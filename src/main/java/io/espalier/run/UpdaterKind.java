package io.espalier.run;

/** Update rules: DL4J's formulas. */
public enum UpdaterKind {
    /** Kingma and Ba 2015, arXiv 1412.6980. */
    ADAM,
    /** Adam with decoupled weight decay: Loshchilov and Hutter 2019, arXiv 1711.05101. */
    ADAMW,
    /** Momentum of Nesterov, in the form of Bengio et al. 2012, arXiv 1212.0901. */
    NESTEROVS,
    /** The gradient times the learning rate. */
    SGD,
    /** Tieleman and Hinton 2012. */
    RMSPROP,
    /** Duchi, Hazan and Singer 2011. */
    ADAGRAD;

    /** Whether the rule divides by the root of an average or a sum of squared gradients. */
    public boolean divides() {
        return this != NESTEROVS && this != SGD;
    }
}
