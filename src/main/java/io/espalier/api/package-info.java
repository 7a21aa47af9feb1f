/**
 * The public Java API. {@link io.espalier.api.Espalier} trains and loads; the command line is a thin user of it.
 * {@link io.espalier.api.ConstraintTrainingListener} and {@link io.espalier.api.ConstrainedDataLoader} are for callers who own their
 * training loop. The types that its signatures name are public with it; everything else is internal.
 *
 * <p>The classes that are not public put a run together, the only place where that is done. So this package may use all others but
 * {@code cli} and {@code benchmark}, and reads the clock. Environment, signals, printing and exit codes are the command line's.
 */
@NullMarked
package io.espalier.api;

import org.jspecify.annotations.NullMarked;
