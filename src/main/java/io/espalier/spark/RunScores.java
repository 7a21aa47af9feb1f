package io.espalier.spark;

import io.espalier.data.Labels;
import io.espalier.importance.MethodComparison;
import io.espalier.importance.OrderStatistics;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoredExample;
import io.espalier.importance.ScoredExamples;
import io.espalier.spark.task.CompareMethods;
import io.espalier.spark.task.CountBins;
import io.espalier.spark.task.TableSurvey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The scores that a run wrote, where they lie: every question is a pass of tasks over the columns that it needs. */
final class RunScores implements ScoredExamples {
    private final String name;
    private final Dataset<Row> table;
    private final List<ScoreMethod> methods;
    private final Labels labels;
    private final long seed;
    private final Map<ScoreMethod, ScoredTable> tables = new EnumMap<>(ScoreMethod.class);

    /**
     * The table in a directory.
     *
     * @param methods of its columns, in order
     * @param classes names in index order
     * @param seed under which a selection hashes ids
     */
    RunScores(SparkSession session, Path directory, List<ScoreMethod> methods, List<String> classes, long seed) {
        this.name = directory.toString();
        this.table = LiteralPaths.reader(session).schema(schema(methods)).parquet(LiteralPaths.of(directory));
        this.methods = List.copyOf(methods);
        this.labels = new Labels(classes);
        this.seed = seed;
    }

    private static StructType schema(List<ScoreMethod> methods) {
        StructType schema = new StructType()
                .add(ScoreColumns.ID, DataTypes.LongType, false)
                .add(ScoreColumns.LABEL, DataTypes.StringType, false);
        for (ScoreMethod method : methods) {
            schema = schema.add(method.column(), DataTypes.DoubleType, false);
        }
        return schema;
    }

    @Override
    public List<ScoreMethod> methods() {
        return methods;
    }

    @Override
    public OrderStatistics by(ScoreMethod method) {
        return tables.computeIfAbsent(method, this::open);
    }

    private ScoredTable open(ScoreMethod method) {
        ScoreColumns columns = new ScoreColumns(method.column(), true, !method.highIsImportant());
        TableSurvey survey = new ScoredTableCheck(table, name, columns).survey();
        return new ScoredTable(table, columns, survey, labels, seed);
    }

    @Override
    public List<ScoredExample> mostImportant(ScoreMethod method, int count) {
        Column score = table.col(method.column());
        return first(method.highIsImportant() ? score.desc() : score.asc(), count);
    }

    @Override
    public List<ScoredExample> leastImportant(ScoreMethod method, int count) {
        Column score = table.col(method.column());
        return first(method.highIsImportant() ? score.asc() : score.desc(), count);
    }

    /** Every task keeps the first rows of its part in a queue; nothing is sorted. */
    private List<ScoredExample> first(Column order, int count) {
        return table.orderBy(order, table.col(ScoreColumns.ID).asc()).limit(count).collectAsList().stream()
                .map(this::example)
                .toList();
    }

    private ScoredExample example(Row row) {
        List<Double> scores = IntStream.range(0, methods.size())
                .mapToObj(method -> row.getDouble(2 + method))
                .toList();
        return new ScoredExample(row.getLong(0), labels.index(row.getString(1)), scores);
    }

    @Override
    public long[] count(MethodComparison comparison) {
        List<Column> columns = new ArrayList<>();
        columns.add(table.col(ScoreColumns.ID));
        columns.add(table.col(ScoreColumns.LABEL));
        for (ScoreMethod method : methods) {
            Column score = table.col(method.column());
            columns.add(
                    method.highIsImportant() ? score : functions.negate(score).as(method.column()));
        }
        return ColumnBatches.rows(table.select(columns.toArray(Column[]::new)))
                .mapPartitions(new CompareMethods(labels, seed, comparison))
                .treeReduce(new CountBins.Sum());
    }
}
