package io.espalier.benchmark;

/**
 * What was measured in one turn.
 *
 * @param train examples trained on in a second
 * @param scoring examples whose loss was computed in a second, without learning
 */
record Speed(double train, double scoring) {}
