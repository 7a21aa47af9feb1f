package io.espalier.engine;

/**
 * A signal as one operation reads it.
 *
 * @param signal what is read
 * @param adds whether the operation adds its gradient to what is there: another one that reads the signal, later in the network and so
 *     earlier in the backward pass, has written before
 */
record Input(Signal signal, boolean adds) {}
