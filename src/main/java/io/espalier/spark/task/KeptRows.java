package io.espalier.spark.task;

import io.espalier.importance.SelectionRule;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.StructType;

/** The rows that a rule keeps, as rows of a selection: example_id, weight. One row object is used for all, as Spark's own operators do. */
public final class KeptRows implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    /** Columns of a selection. */
    public static final StructType SCHEMA = IdValues.schema("weight");

    private static final long serialVersionUID = 1L;

    private final TableRows format;
    private final SelectionRule rule;

    /** A task for one rule. */
    public KeptRows(TableRows format, SelectionRule rule) {
        this.format = format;
        this.rule = rule;
    }

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
        return new Kept(rows);
    }

    private final class Kept implements Iterator<InternalRow> {
        private final Iterator<InternalRow> rows;
        private final TableRows.Cursor row = format.cursor();
        private final SpecificInternalRow kept = new SpecificInternalRow(SCHEMA);
        private boolean ready;

        Kept(Iterator<InternalRow> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (!ready && rows.hasNext()) {
                row.read(rows.next());
                ready = rule.keeps(row.label(), row.score(), row.hash());
            }
            return ready;
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            ready = false;
            kept.setLong(0, row.id());
            kept.setDouble(1, rule.weight(row.label(), row.score(), row.hash()));
            return kept;
        }
    }
}
