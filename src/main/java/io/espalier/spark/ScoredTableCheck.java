package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.spark.task.RepeatedIds;
import io.espalier.spark.task.TableRows;
import io.espalier.spark.task.TableSurvey;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** Makes sure that a table of scores can be selected from: ids that are there and differ, finite scores, labels. */
final class ScoredTableCheck {
    private final String table;
    private final ScoreColumns columns;
    private final JavaRDD<InternalRow> rows;
    private final JavaRDD<InternalRow> ids;

    /**
     * A check of a table.
     *
     * @param name of the table in messages
     */
    ScoredTableCheck(Dataset<Row> table, String name, ScoreColumns columns) {
        this.table = name;
        this.columns = columns;
        this.rows = ColumnBatches.rows(columns.select(table, columns.labelled()));
        this.ids = ColumnBatches.rows(columns.select(table, false).select(ScoreColumns.ID));
    }

    /**
     * Reads the table twice: once for everything that a row shows by itself, once for ids that stand in several.
     *
     * @throws UserException that names the first ids of rows that can't be used
     */
    TableSurvey requireUsable() {
        TableSurvey survey = survey();
        requireRows(survey);
        requireScores(survey);
        requireLabels(survey);
        requireDistinct(survey.rows());
        return survey;
    }

    /** What the rows show, whether they can be used or not. */
    TableSurvey survey() {
        if (rows.getNumPartitions() == 0) {
            throw empty();
        }
        return rows.mapPartitions(new TableSurvey.Task(columns.labelled())).treeReduce(TableSurvey::with);
    }

    private UserException empty() {
        return new UserException(table + " has no rows");
    }

    private void requireRows(TableSurvey survey) {
        if (survey.rows() == 0) {
            throw empty();
        }
        if (survey.rows() > Integer.MAX_VALUE) {
            throw new UserException(
                    table + " has " + survey.rows() + " rows; at most " + Integer.MAX_VALUE + " can be selected from");
        }
        if (survey.withoutId() > 0) {
            throw new UserException(table + ": " + rows(survey.withoutId()) + " no value in column " + ScoreColumns.ID);
        }
    }

    private void requireScores(TableSurvey survey) {
        if (survey.badScores() > 0) {
            throw new UserException(table + ": scores must be finite numbers (column " + columns.score() + "); "
                    + survey.badScores() + (survey.badScores() == 1 ? " is" : " are") + " not, the first of examples "
                    + named(survey.firstBadScores()));
        }
    }

    private void requireLabels(TableSurvey survey) {
        if (survey.withoutLabel() > 0) {
            throw new UserException(table + ": " + rows(survey.withoutLabel()) + " no value in column "
                    + ScoreColumns.LABEL + ", the first of examples " + named(survey.firstWithoutLabel()));
        }
    }

    private void requireDistinct(long count) {
        RepeatedIds repeated =
                new BucketedIds<>(ids, (row, taken) -> taken.accept(row.getLong(TableRows.ID)), count).repeated();
        if (repeated.count() > 0) {
            throw new UserException(table + ": " + repeated.words(""));
        }
    }

    private static String rows(long count) {
        return count + (count == 1 ? " row has" : " rows have");
    }

    private static String named(Map<Long, String> ids) {
        return ids.entrySet().stream()
                .map(id -> id.getKey() + (id.getValue().equals("null") ? "" : " (" + id.getValue() + ")"))
                .collect(Collectors.joining(", "));
    }
}
