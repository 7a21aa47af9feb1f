package io.espalier.spark.task;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Batches of columns as rows: views that are valid until the next row is asked for. */
public final class BatchRows implements FlatMapFunction<Iterator<ColumnarBatch>, InternalRow> {
    private static final long serialVersionUID = 1L;

    private final List<Integer> places;

    /**
     * A task for one table.
     *
     * @param places of the rows' columns in the batches
     */
    public BatchRows(List<Integer> places) {
        this.places = List.copyOf(places);
    }

    @Override
    public Iterator<InternalRow> call(Iterator<ColumnarBatch> batches) {
        return new Iterator<>() {
            private Iterator<InternalRow> rows = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!rows.hasNext() && batches.hasNext()) {
                    rows = rows(batches.next());
                }
                return rows.hasNext();
            }

            @Override
            public InternalRow next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return rows.next();
            }
        };
    }

    /** The reader fills the same vectors again: a view of them must not be closed, nor kept. */
    private Iterator<InternalRow> rows(ColumnarBatch batch) {
        ColumnVector[] columns =
                places.stream().map(batch::column).map(DictionaryTexts::of).toArray(ColumnVector[]::new);
        return new ColumnarBatch(columns, batch.numRows()).rowIterator();
    }
}
