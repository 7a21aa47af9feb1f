/** The plan of a run and the record of what happened: settings, timetable, seconds by cause, rounds. Pure. */
@NullMarked
package io.espalier.run;

import org.jspecify.annotations.NullMarked;
