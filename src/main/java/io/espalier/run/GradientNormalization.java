package io.espalier.run;

/** How the gradient of the mean loss is limited before the penalties are added. DL4J's kinds, by layer or by tensor. */
public enum GradientNormalization {
    NONE,
    /** All gradients of a layer divided by their joint L2 norm. */
    RENORMALIZE_L2_PER_LAYER,
    /** The gradient of each tensor divided by its L2 norm. */
    RENORMALIZE_L2_PER_PARAM_TYPE,
    /** Each value cut to [-threshold, threshold]. */
    CLIP_ELEMENT_WISE_ABSOLUTE_VALUE,
    /** All gradients of a layer scaled down to a joint L2 norm of the threshold where it is larger. */
    CLIP_L2_PER_LAYER,
    /** The gradient of each tensor scaled down to an L2 norm of the threshold where it is larger. */
    CLIP_L2_PER_PARAM_TYPE;

    /** Whether it has a threshold. */
    public boolean clips() {
        return this == CLIP_ELEMENT_WISE_ABSOLUTE_VALUE || this == CLIP_L2_PER_LAYER || this == CLIP_L2_PER_PARAM_TYPE;
    }
}
