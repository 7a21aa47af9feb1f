package io.espalier.spark.task;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * What a task finds out about a partition of a source: chunks of what identifies its rows, in their order, which stay on the executor,
 * and at the end the {@link Survey}, which goes to the driver.
 */
public sealed interface Surveyed extends Serializable permits Surveyed.Identities, Survey {
    /** Goes through the identities of this chunk, in order. */
    void forEachIdentity(LongConsumer consumer);

    /** Of some rows the source's keys or, where there are none, the hashes of their contents; or the ids that were made of these. */
    final class Identities implements Surveyed {
        private static final long serialVersionUID = 1L;

        private final long[] values;

        Identities(long[] values) {
            this.values = values;
        }

        /** They, in the order of the rows; not to be written to. */
        long[] values() {
            return values;
        }

        @Override
        public void forEachIdentity(LongConsumer consumer) {
            Arrays.stream(values).forEach(consumer);
        }
    }
}
