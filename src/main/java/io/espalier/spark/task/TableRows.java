package io.espalier.spark.task;

import io.espalier.Hashing;
import io.espalier.data.Labels;
import io.espalier.importance.ExampleRows;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * How a task reads the rows of a table of scores: example_id BIGINT, score DOUBLE and, where labels are read, label STRING. Travels.
 *
 * @param labels of the table
 * @param labelled whether rows have a third column; else every label is 0
 * @param seed under which ids are hashed
 */
public record TableRows(Labels labels, boolean labelled, long seed) implements CountableRows<InternalRow> {
    /** Column of the id. */
    public static final int ID = 0;

    /** Column of the score. */
    public static final int SCORE = 1;

    /** Column of the label. */
    public static final int LABEL = 2;

    /** The fields of one row after the other; for one thread. */
    final class Cursor {
        private final LabelIndices indices = new LabelIndices(labels);
        private long id;
        private double score;
        private long hash;
        private int label;

        /** Reads a row. */
        void read(InternalRow row) {
            id = row.getLong(ID);
            score = row.getDouble(SCORE);
            hash = Hashing.hash(id, seed);
            label = labelled ? indices.of(row.getUTF8String(LABEL)) : 0;
        }

        long id() {
            return id;
        }

        double score() {
            return score;
        }

        long hash() {
            return hash;
        }

        int label() {
            return label;
        }
    }

    /** The rows of a partition, once. */
    @Override
    public ExampleRows over(Iterator<InternalRow> rows) {
        return visitor -> {
            Cursor row = cursor();
            while (rows.hasNext()) {
                row.read(rows.next());
                visitor.example(row.label(), row.score(), row.hash());
            }
        };
    }

    /** A cursor for one task. */
    Cursor cursor() {
        return new Cursor();
    }
}
