package io.espalier.spark.task;

import java.io.Serializable;
import java.util.List;

/**
 * What keeps the rows of a given table from being the scores of a shard. Travels. Equal wherever and however often they are compared.
 *
 * @param slice the shard
 * @param foreign rows whose example is none of the shard, which has all that it could be
 * @param repeated rows after the first of their example
 * @param missing examples without a row
 * @param notFinite scores that are no finite numbers; empty or one
 */
public record GivenMisfits(Slice slice, Ids foreign, Ids repeated, Ids missing, List<NotFinite> notFinite)
        implements Serializable {
    public GivenMisfits {
        notFinite = List.copyOf(notFinite);
    }

    /**
     * Some ids.
     *
     * @param lowest of them; 0 where there are none
     */
    public record Ids(long count, long lowest) implements Serializable {
        /** No ids. */
        public static final Ids NONE = new Ids(0, 0);

        /** These and another one. */
        Ids with(long id) {
            return plus(new Ids(1, id));
        }

        /** These and others. */
        public Ids plus(Ids others) {
            if (count == 0 || others.count == 0) {
                return count == 0 ? others : this;
            }
            return new Ids(count + others.count, Math.min(lowest, others.lowest));
        }

        /** Whether there are any. */
        public boolean found() {
            return count > 0;
        }
    }

    /** Whether there is anything. */
    boolean found() {
        return foreign.found() || repeated.found() || missing.found() || !notFinite.isEmpty();
    }
}
