/**
 * Values that depend on the progress of training, the constraint scheduler, and the snapshot of it that travels to
 * executors. Uses the JDK only.
 */
@NullMarked
package io.espalier.schedule;

import org.jspecify.annotations.NullMarked;
