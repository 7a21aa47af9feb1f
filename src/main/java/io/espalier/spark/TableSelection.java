package io.espalier.spark;

import static io.espalier.Words.word;

import io.espalier.Hashing;
import io.espalier.UserException;
import io.espalier.data.Labels;
import io.espalier.importance.Choice;
import io.espalier.importance.Explanation;
import io.espalier.importance.ScoreWords;
import io.espalier.importance.SelectionCoverage;
import io.espalier.importance.Selector;
import io.espalier.run.SelectionPlan;
import io.espalier.spark.ScoredTable.CoveredRows;
import io.espalier.spark.task.KeptRows;
import io.espalier.spark.task.TableRows;
import io.espalier.spark.task.TableSurvey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A selection from a table of scores of any length: chosen by passes over the table, and written by tasks. The driver holds some thousand
 * thresholds and never a row.
 */
public final class TableSelection {
    private final SparkSession session;
    private final ParquetTable name;
    private final Dataset<Row> table;
    private final ScoreColumns columns;
    private final ScoredTable examples;
    private final SelectionPlan plan;
    private final Choice choice;

    private TableSelection(
            SparkSession session,
            ParquetTable name,
            Dataset<Row> table,
            ScoreColumns columns,
            ScoredTable examples,
            SelectionPlan plan,
            Choice choice) {
        this.session = session;
        this.name = name;
        this.table = table;
        this.columns = columns;
        this.examples = examples;
        this.plan = plan;
        this.choice = choice;
    }

    /**
     * Chooses from a Parquet table.
     *
     * @param column name of the score; may be absent where there is only one
     * @param lowIsImportant whether the low values of a column are the important ones
     * @throws UserException if the table can't be read or selected from, or the plan can't be met
     */
    static TableSelection of(
            SparkSession session,
            String path,
            Optional<String> column,
            Predicate<String> lowIsImportant,
            SelectionPlan plan) {
        ParquetTable name = new ParquetTable(path, "SCORES");
        return name.reading(() -> of(session, name, name.open(session), column, lowIsImportant, plan));
    }

    /** Chooses from a table that is open. */
    static TableSelection of(
            SparkSession session,
            ParquetTable name,
            Dataset<Row> table,
            Optional<String> column,
            Predicate<String> lowIsImportant,
            SelectionPlan plan) {
        ScoreColumns given = ScoreColumns.of(table.schema(), name.path(), column, lowIsImportant);
        if (!given.labelled()) {
            requireNoLabels(plan, name.path() + " has no column " + ScoreColumns.LABEL);
        }
        TableSurvey survey = new ScoredTableCheck(table, name.path(), given).requireUsable();
        Optional<String> lack = given.labelled() ? lackOfClasses(survey) : Optional.empty();
        lack.ifPresent(what -> requireNoLabels(plan, name.path() + " has " + what));
        ScoreColumns columns = lack.isPresent() ? given.unlabelled() : given;
        ScoredTable examples = new ScoredTable(table, columns, survey, plan.hashSeed());
        return new TableSelection(session, name, table, columns, examples, plan, choose(examples, plan, name.path()));
    }

    /** What stands in the column of labels instead of classes. */
    private static Optional<String> lackOfClasses(TableSurvey survey) {
        String column = " in column " + ScoreColumns.LABEL;
        if (!survey.labelled()) {
            return Optional.of("no labels" + column);
        }
        if (survey.tooManyLabels()) {
            return Optional.of("more than " + Labels.MAX_CLASSES + " different values" + column + ", no classes");
        }
        return new Labels(Labels.inOrder(survey.rowsOfLabel().keySet()))
                .measurements(survey.rows())
                .map(which -> "measurements" + column + ", " + which + ", no classes");
    }

    private static void requireNoLabels(SelectionPlan plan, String lack) {
        if (plan.selector().usesLabels()) {
            throw new UserException(lack + ", which the selection " + word(plan.method()) + " needs");
        }
    }

    private static Choice choose(ScoredTable examples, SelectionPlan plan, String path) {
        Selector selector = plan.selector();
        long count = plan.count(examples.size());
        try {
            selector.requirePossible(
                    examples.classSizes().stream().map(Integer::longValue).toList(), count);
            return selector.choose(examples, Math.toIntExact(count));
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "keep " + plan.keep().toPlainString() + " of the " + examples.size() + " examples of " + path + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Name of the column that was selected by. */
    public String score() {
        return columns.score();
    }

    /** Says importance in the numbers of that column. */
    public ScoreWords words() {
        return new ScoreWords(!columns.lowIsImportant(), classNames());
    }

    /** Number of examples in the table. */
    public long examples() {
        return examples.size();
    }

    /** Number of kept examples. */
    public long count() {
        return plan.count(examples.size());
    }

    /** Names of the classes, in index order; of an unlabelled table one. */
    public List<String> classNames() {
        return examples.classNames();
    }

    /** The rule and how it came about. */
    public Choice choice() {
        return choice;
    }

    /** Whether the table has labels. */
    public boolean labelled() {
        return columns.labelled();
    }

    /**
     * Why an example is in or out.
     *
     * @throws UserException if the table does not have it
     */
    public Explanation explain(long id) {
        return name.reading(() -> {
            List<Row> found = columns.select(table, columns.labelled())
                    .filter(functions.col(ScoreColumns.ID).equalTo(id))
                    .takeAsList(1);
            if (found.isEmpty()) {
                throw new UserException(name.path() + " has no example " + id);
            }
            Row row = found.get(0);
            int label = columns.labelled() ? examples.label(row.getString(TableRows.LABEL)) : 0;
            long hash = Hashing.hash(id, plan.hashSeed());
            return Explanation.of(
                    new Explanation.Example(id, label, row.getDouble(TableRows.SCORE), hash),
                    choice,
                    examples,
                    words());
        });
    }

    /**
     * Writes the kept examples with their weights as Parquet files.
     *
     * @param directory that does not exist; appears when it is whole
     * @param beside adds to the directory before it gets its name; is told how all and kept examples lie in classes and ranges of scores,
     *     of an unlabelled table in one class
     * @return what that returned
     * @throws UserException if the directory can't be written, or the table has changed since it was chosen from
     */
    public <R> R write(Path directory, BiFunction<Path, SelectionCoverage, R> beside) {
        return name.reading(() -> {
            CoveredRows kept = examples.kept(choice.rule());
            Dataset<Row> rows = session.internalCreateDataFrame(kept.rows().rdd(), KeptRows.SCHEMA, false);
            return TableDirectory.fresh(directory).write(rows, writing -> {
                SelectionCoverage coverage = kept.coverage();
                requireUnchanged(coverage.examples(), "found", examples());
                requireUnchanged(coverage.keptExamples(), "found to keep", count());
                requireUnchanged(rowsIn(writing), "written", count());
                return beside.apply(writing, coverage);
            });
        });
    }

    private void requireUnchanged(long examples, String what, long expected) {
        if (examples != expected) {
            throw new UserException(name.path() + " changed while it was read: " + examples + " examples were " + what
                    + ", " + expected + " expected; start again when nobody writes it");
        }
    }

    /** What stands in the files' footers: their rows are not read. */
    private long rowsIn(Path written) {
        return LiteralPaths.reader(session)
                .schema(KeptRows.SCHEMA)
                .parquet(LiteralPaths.of(written))
                .count();
    }
}
