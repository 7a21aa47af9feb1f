package io.espalier.run;

/** How features are brought to a common range; always fitted on the training examples only. */
public enum Scaling {
    /** RANGE for digits and idx, STANDARDIZE for csv and parquet. */
    AUTO,
    /** As they are. */
    NONE,
    /** One minimum and maximum over all features, to [0, 1]. */
    RANGE,
    /** Minimum and maximum of each feature, to [0, 1]. */
    MIN_MAX,
    /** Mean 0 and standard deviation 1 of each feature. */
    STANDARDIZE
}
