package io.espalier.benchmark;

/**
 * One training of a comparison.
 *
 * @param fold that is the test part, from 0; 0 where the job's own split is used
 * @param seed {@code training.seed}
 * @param arm what is trained
 */
record Trial(int fold, long seed, Arm arm) {}
