package io.espalier.spark.task;

import io.espalier.Hashing;
import io.espalier.data.Labels;
import io.espalier.importance.MethodComparison;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** Counts what several methods make of the rows of a table: example_id BIGINT, label STRING, the importance by each method DOUBLE. */
public final class CompareMethods implements FlatMapFunction<Iterator<InternalRow>, long[]> {
    private static final long serialVersionUID = 1L;
    private static final int ID = 0;
    private static final int LABEL = 1;
    private static final int FIRST_METHOD = 2;

    private final Labels labels;
    private final long seed;
    private final MethodComparison comparison;

    /**
     * A task for one comparison.
     *
     * @param seed under which ids are hashed
     */
    public CompareMethods(Labels labels, long seed, MethodComparison comparison) {
        this.labels = labels;
        this.seed = seed;
        this.comparison = comparison;
    }

    @Override
    public Iterator<long[]> call(Iterator<InternalRow> rows) {
        long[] counts = comparison.zeros();
        double[] importance = new double[comparison.methods().size()];
        LabelIndices indices = new LabelIndices(labels);
        while (rows.hasNext()) {
            InternalRow row = rows.next();
            for (int method = 0; method < importance.length; method++) {
                importance[method] = row.getDouble(FIRST_METHOD + method);
            }
            long hash = Hashing.hash(row.getLong(ID), seed);
            comparison.count(indices.of(row.getUTF8String(LABEL)), importance, hash, counts);
        }
        return List.of(counts).iterator();
    }
}
