package io.espalier.run;

/** How the importance of units is measured. */
public enum UnitMethod {
    TAYLOR,
    L2,
    RANDOM
}
