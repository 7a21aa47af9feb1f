/**
 * The plan of a run and the record of what happened: settings, timetable, rounds, seconds by cause. Uses
 * {@code schedule}, {@code network}, {@code constraint} and {@code importance}; knows no library, clock or files.
 */
@NullMarked
package io.espalier.run;

import org.jspecify.annotations.NullMarked;
