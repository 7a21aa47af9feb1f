package io.espalier.spark;

import io.espalier.data.Labels;
import io.espalier.importance.Grouping;
import io.espalier.importance.KeySearch;
import io.espalier.importance.OrderStatistics;
import io.espalier.importance.OrderStatistics.Place;
import io.espalier.importance.Parts;
import io.espalier.importance.RankKey;
import io.espalier.importance.Ranking;
import io.espalier.importance.SelectionCoverage;
import io.espalier.importance.SelectionCoverage.Groups;
import io.espalier.importance.SelectionRule;
import io.espalier.spark.task.CountsByPartition;
import io.espalier.spark.task.KeptRows;
import io.espalier.spark.task.TableRows;
import io.espalier.spark.task.TableSurvey;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A table of scores whose rows stay where they are: every question is a pass over the columns that it needs.
 *
 * <p>All ids differ and all scores are finite: {@link ScoredTableCheck} has seen to that.
 */
final class ScoredTable implements OrderStatistics {
    private final JavaRDD<InternalRow> scores;
    private final JavaRDD<InternalRow> labelledScores;
    private final TableSurvey survey;
    private final Labels labels;
    private final boolean labelled;
    private final long seed;

    /**
     * A checked table.
     *
     * @param survey of all its rows
     * @param seed under which ids are hashed
     */
    ScoredTable(Dataset<Row> table, ScoreColumns columns, TableSurvey survey, long seed) {
        this(
                table,
                columns,
                survey,
                new Labels(
                        columns.labelled() ? Labels.inOrder(survey.rowsOfLabel().keySet()) : List.of("none")),
                seed);
    }

    /** A checked table of known classes, which may have some without examples. */
    ScoredTable(Dataset<Row> table, ScoreColumns columns, TableSurvey survey, Labels labels, long seed) {
        this.scores = ColumnBatches.rows(columns.select(table, false));
        this.labelledScores = columns.labelled() ? ColumnBatches.rows(columns.select(table, true)) : scores;
        this.survey = survey;
        this.labelled = columns.labelled();
        this.labels = labels;
        this.seed = seed;
    }

    /** Names of the classes, in index order; of an unlabelled table one. */
    List<String> classNames() {
        return labels.classes();
    }

    /** Index of a label's class. */
    int label(String text) {
        return labels.index(text);
    }

    @Override
    public int size() {
        return Math.toIntExact(survey.rows());
    }

    @Override
    public int classes() {
        return labels.classes().size();
    }

    @Override
    public double meanScore() {
        return survey.meanScore();
    }

    /** Never -0.0, as scores in keys. */
    @Override
    public double lowestScore() {
        return survey.lowestScore() + 0.0;
    }

    @Override
    public double highestScore() {
        return survey.highestScore() + 0.0;
    }

    @Override
    public List<Integer> sizes(Grouping grouping) {
        if (grouping instanceof Parts.Everything) {
            return List.of(size());
        }
        return grouping instanceof Parts.Classes ? classSizes() : counted(grouping);
    }

    /** Number of examples of each class. */
    List<Integer> classSizes() {
        if (!labelled) {
            return List.of(size());
        }
        int[] sizes = new int[classes()];
        for (Map.Entry<String, Long> label : survey.rowsOfLabel().entrySet()) {
            sizes[labels.index(label.getKey())] += Math.toIntExact(label.getValue());
        }
        return IntStream.of(sizes).boxed().toList();
    }

    private List<Integer> counted(Grouping grouping) {
        return LongStream.of(rows(grouping).counts(grouping))
                .mapToObj(Math::toIntExact)
                .toList();
    }

    @Override
    public List<RankKey> at(Grouping grouping, Ranking ranking, List<Place> places) {
        return rows(grouping).at(grouping, ranking, new KeySearch(grouping.groups(), places, survey.rows()));
    }

    private CountedRows<InternalRow> rows(Grouping grouping) {
        boolean withLabels = withLabels(grouping.usesLabels());
        return new CountedRows<>(rows(withLabels), format(withLabels));
    }

    /** The kept rows, as rows of a selection; the tasks that make them count what the coverage is made of. */
    CoveredRows kept(SelectionRule rule) {
        Groups groups = Groups.of(this, rule);
        boolean withLabels = withLabels(groups.grouping().usesLabels());
        JavaRDD<InternalRow> rows = rows(withLabels);
        CountsByPartition counts = new CountsByPartition(groups.grouping().groups());
        rows.context().register(counts);
        KeptRows kept = new KeptRows(format(withLabels), groups.grouping(), counts);
        return new CoveredRows(rows.mapPartitionsWithIndex(kept, false), groups, counts);
    }

    /**
     * Rows that a rule keeps.
     *
     * @param counts of all examples that were gone through for them, in the groups
     */
    record CoveredRows(JavaRDD<InternalRow> rows, Groups groups, CountsByPartition counts) {
        /** What is known when a job has gone through the rows to their end. */
        SelectionCoverage coverage() {
            return groups.coverage(LongStream.of(counts.value()));
        }
    }

    private boolean withLabels(boolean asked) {
        return asked && labelled;
    }

    private JavaRDD<InternalRow> rows(boolean withLabels) {
        return withLabels ? labelledScores : scores;
    }

    private TableRows format(boolean withLabels) {
        return new TableRows(labels, withLabels, seed);
    }
}
