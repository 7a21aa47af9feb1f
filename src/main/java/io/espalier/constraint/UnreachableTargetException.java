package io.espalier.constraint;

/** A target that no number of units of a network meets. The message names the reachable range. */
public final class UnreachableTargetException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnreachableTargetException(String message) {
        super(message);
    }
}
