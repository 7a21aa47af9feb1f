package io.espalier.spark.task;

import io.espalier.importance.Grouping;
import io.espalier.importance.Grouping.ByFate;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * The rows that a rule keeps, as rows of a selection: example_id, weight. One row object is used for all, as Spark's own operators do.
 *
 * <p>Counts the kept and the left-out ones on the way, which are told when the last row has been asked for.
 */
public final class KeptRows implements Function2<Integer, Iterator<InternalRow>, Iterator<InternalRow>> {
    /** Columns of a selection. */
    public static final StructType SCHEMA = IdValues.schema("weight");

    private static final long serialVersionUID = 1L;

    private final TableRows format;
    private final ByFate grouping;
    private final CountsByPartition counts;

    /**
     * A task for one rule.
     *
     * @param grouping by that rule: the groups that are counted
     * @param counts told the size of each group in a partition
     */
    public KeptRows(TableRows format, ByFate grouping, CountsByPartition counts) {
        this.format = format;
        this.grouping = grouping;
        this.counts = counts;
    }

    @Override
    public Iterator<InternalRow> call(Integer partition, Iterator<InternalRow> rows) {
        return new Kept(partition, rows);
    }

    private final class Kept implements Iterator<InternalRow> {
        private final int partition;
        private final Iterator<InternalRow> rows;
        private final TableRows.Cursor row = format.cursor();
        private final long[] sizes = new long[grouping.groups()];
        private final SpecificInternalRow kept = new SpecificInternalRow(SCHEMA);
        private boolean ready;
        private boolean told;

        Kept(int partition, Iterator<InternalRow> rows) {
            this.partition = partition;
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (!ready && rows.hasNext()) {
                row.read(rows.next());
                ready = isKept();
            }
            if (!ready && !told) {
                counts.add(new CountsByPartition.Counts(partition, sizes));
                told = true;
            }
            return ready;
        }

        /** A row of no group was not there when the groups were made: it is missing in the sum of all sizes. */
        private boolean isKept() {
            int group = grouping.group(row.label(), row.score(), row.hash());
            if (group != Grouping.NONE) {
                sizes[group]++;
            }
            return ByFate.isKept(group);
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            ready = false;
            kept.setLong(0, row.id());
            kept.setDouble(1, grouping.rule().weight(row.label(), row.score(), row.hash()));
            return kept;
        }
    }
}
