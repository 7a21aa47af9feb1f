package io.espalier.schedule;

import java.io.Serializable;

/**
 * A value in [0, 1] that depends on progress alone.
 *
 * <p>Pure: the same progress gives the same value on every machine.
 */
public interface Schedule extends Serializable {
    /**
     * The value at a progress.
     *
     * @param progress in [0, 1]; values outside are clamped
     * @return in [0, 1]; at progress 1 exactly the final value
     */
    double value(double progress);
}
