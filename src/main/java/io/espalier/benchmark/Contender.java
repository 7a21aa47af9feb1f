package io.espalier.benchmark;

import java.io.IOException;
import java.util.Map;

/** Something whose speed is measured in turns with that of others; it keeps what it needs from turn to turn and rests in between. */
interface Contender extends AutoCloseable {
    /** Its name among those that it is compared with. */
    String name();

    /**
     * Measures training and scoring.
     *
     * @throws io.espalier.UserException if it lacks something that a person must provide
     */
    Speed turn() throws IOException, InterruptedException;

    /** What it turned out to be: versions and settings. Known after the first turn. */
    Map<String, String> details();

    @Override
    void close();
}
