package io.espalier.spark.task;

import io.espalier.data.Labels;
import io.espalier.importance.ExactSum;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** What must be known of a table of scores before anything is chosen from it: how many rows, of which labels, and what is wrong. */
public final class TableSurvey implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Ids named in a message. */
    private static final int NAMED = 3;

    private long rows;
    private long withoutId;
    private double lowestScore = Double.POSITIVE_INFINITY;
    private double highestScore = Double.NEGATIVE_INFINITY;
    private final ExactSum sum = new ExactSum();
    private final Faults scores = new Faults();
    private final Faults labels = new Faults();
    private final Map<String, Long> rowsOfLabel = new HashMap<>();
    private boolean tooManyLabels;

    /** Ids of rows that can't be used: how many, and the lowest with what stands there, so that they don't depend on the order. */
    private static final class Faults implements Serializable {
        private static final long serialVersionUID = 1L;

        private final TreeMap<Long, String> lowest = new TreeMap<>();
        private long count;

        void add(long id, String value) {
            count++;
            keep(id, value);
        }

        void add(Faults other) {
            count += other.count;
            other.lowest.forEach(this::keep);
        }

        private void keep(long id, String value) {
            lowest.put(id, value);
            if (lowest.size() > NAMED) {
                lowest.pollLastEntry();
            }
        }
    }

    /** Number of rows. */
    public long rows() {
        return rows;
    }

    /** Number of rows that have no id. */
    public long withoutId() {
        return withoutId;
    }

    /** Mean of all scores. */
    public double meanScore() {
        return sum.dividedBy(rows);
    }

    /** Lowest finite score. */
    public double lowestScore() {
        return lowestScore;
    }

    /** Highest finite score. */
    public double highestScore() {
        return highestScore;
    }

    /** Number of rows that have no finite score. */
    public long badScores() {
        return scores.count;
    }

    /** The lowest ids of those, with what they have instead. */
    public Map<Long, String> firstBadScores() {
        return scores.lowest;
    }

    /** Number of rows that have no label. */
    public long withoutLabel() {
        return labels.count;
    }

    /** The lowest ids of those. */
    public Map<Long, String> firstWithoutLabel() {
        return labels.lowest;
    }

    /** Whether there are more labels than classes may be; then not all are known. */
    public boolean tooManyLabels() {
        return tooManyLabels;
    }

    /** Rows of each label, by its text; empty where labels are not read. */
    public Map<String, Long> rowsOfLabel() {
        return Map.copyOf(rowsOfLabel);
    }

    /** Whether any row has a label that is not empty: unlabelled examples are scored with the empty one. */
    public boolean labelled() {
        return rowsOfLabel.keySet().stream().anyMatch(label -> !label.isEmpty());
    }

    /** Both surveys as one; this one. */
    public TableSurvey with(TableSurvey other) {
        rows += other.rows;
        withoutId += other.withoutId;
        lowestScore = Math.min(lowestScore, other.lowestScore);
        highestScore = Math.max(highestScore, other.highestScore);
        sum.add(other.sum);
        scores.add(other.scores);
        labels.add(other.labels);
        tooManyLabels |= other.tooManyLabels;
        other.rowsOfLabel.forEach(this::addLabel);
        return this;
    }

    private void addLabel(String label, long count) {
        if (rowsOfLabel.size() < Labels.MAX_CLASSES || rowsOfLabel.containsKey(label)) {
            rowsOfLabel.merge(label, count, Long::sum);
        } else {
            tooManyLabels = true;
        }
    }

    private void add(InternalRow row) {
        rows++;
        if (row.isNullAt(TableRows.ID)) {
            withoutId++;
            return;
        }
        if (row.isNullAt(TableRows.SCORE)) {
            scores.add(row.getLong(TableRows.ID), "null");
            return;
        }
        double score = row.getDouble(TableRows.SCORE);
        if (Double.isFinite(score)) {
            sum.add(score);
            lowestScore = Math.min(lowestScore, score);
            highestScore = Math.max(highestScore, score);
        } else {
            scores.add(row.getLong(TableRows.ID), Double.toString(score));
        }
    }

    /** Surveys one partition. */
    public static final class Task implements FlatMapFunction<Iterator<InternalRow>, TableSurvey> {
        private static final long serialVersionUID = 1L;

        private final boolean labelled;

        /** A task for rows with a third column of labels, or without. */
        public Task(boolean labelled) {
            this.labelled = labelled;
        }

        @Override
        public Iterator<TableSurvey> call(Iterator<InternalRow> rows) {
            TableSurvey survey = new TableSurvey();
            LabelCounts counts = new LabelCounts(survey);
            while (rows.hasNext()) {
                InternalRow row = rows.next();
                survey.add(row);
                if (labelled && !row.isNullAt(TableRows.ID)) {
                    counts.add(row);
                }
            }
            counts.finish();
            return List.of(survey).iterator();
        }
    }

    /** Rows of each label of one partition. */
    private static final class LabelCounts {
        private final TableSurvey survey;
        private final TextNumbers numbers = new TextNumbers();
        private final List<String> texts = new ArrayList<>();
        private long[] rows = new long[16];

        LabelCounts(TableSurvey survey) {
            this.survey = survey;
        }

        void add(InternalRow row) {
            if (row.isNullAt(TableRows.LABEL)) {
                survey.labels.add(row.getLong(TableRows.ID), "null");
                return;
            }
            UTF8String label = row.getUTF8String(TableRows.LABEL);
            int number = numbers.of(label);
            if (number == TextNumbers.NONE) {
                addNew(label);
            } else {
                rows[number]++;
            }
        }

        private void addNew(UTF8String label) {
            int number = texts.size();
            if (number == Labels.MAX_CLASSES) {
                survey.tooManyLabels = true;
                return;
            }
            numbers.put(label, number);
            texts.add(label.toString());
            rows = number < rows.length ? rows : Arrays.copyOf(rows, 2 * number);
            rows[number] = 1;
        }

        void finish() {
            for (int number = 0; number < texts.size(); number++) {
                survey.addLabel(texts.get(number), rows[number]);
            }
        }
    }
}
