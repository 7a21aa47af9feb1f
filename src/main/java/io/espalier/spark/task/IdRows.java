package io.espalier.spark.task;

import io.espalier.Hashing;
import io.espalier.data.RankedIds;
import io.espalier.importance.ExampleRows;
import java.util.Iterator;

/**
 * How a task reads ids as examples that are ranked by their hashes: all of one class and score.
 *
 * @param among which of them are looked at
 * @param seed under which ids are hashed
 */
public record IdRows(RankedIds.Membership among, long seed) implements CountableRows<Surveyed> {
    @Override
    public ExampleRows over(Iterator<Surveyed> rows) {
        return visitor -> rows.forEachRemaining(row -> row.forEachIdentity(id -> {
            if (among.has(id)) {
                visitor.example(0, 0, Hashing.hash(id, seed));
            }
        }));
    }
}
