package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.data.AskedBy;
import io.espalier.data.RawExample;
import io.espalier.run.DataPlan;
import io.espalier.spark.task.ReadRow;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The examples of a Parquet table on the driver, in the order of the files' names and of the rows in them. (Spark reads large files
 * first.)
 *
 * <p>The driver holds one row group of one file at a time, as compressed rows.
 */
final class ParquetStream implements Iterator<RawExample> {
    /** A row group is never cut; smaller ones are read together up to this. */
    private static final String MAX_PARTITION_BYTES = "16m";

    private final SparkSession session;
    private final ParquetTable table;
    private final Dataset<Row> whole;
    private final ParquetColumns columns;
    private final ReadRow reader;
    private final boolean oneFile;
    private final Iterator<String> files;
    private Iterator<Row> rows = Collections.emptyIterator();

    private ParquetStream(SparkSession session, DataPlan plan, boolean labelled, ParquetTable table) {
        this.session = session;
        this.table = table;
        this.whole = table.open(session);
        this.columns = new ParquetColumns(whole.schema(), plan, labelled, AskedBy.COMMAND, table.path());
        Dataset<Row> selected = columns.select(whole);
        this.reader = columns.rowReader(selected, columns.width(selected));
        List<String> names = files(whole);
        this.oneFile = names.size() == 1;
        this.files = names.iterator();
    }

    /**
     * Opens the table at a plan's {@code data.path}.
     *
     * @param labelled whether the examples must have labels; else all have the label ""
     * @throws UserException if the table can't be read, does not have the columns that the plan names, or has no rows
     */
    static ParquetStream open(SparkSession session, DataPlan plan, boolean labelled) {
        ParquetTable table = new ParquetTable(plan.path().orElseThrow(), AskedBy.COMMAND.path());
        SparkSession own = session.newSession();
        own.conf().set("spark.sql.files.maxPartitionBytes", MAX_PARTITION_BYTES);
        ParquetStream stream = table.reading(() -> new ParquetStream(own, plan, labelled, table));
        if (!stream.hasNext()) {
            throw new UserException(table.path() + " has no rows");
        }
        return stream;
    }

    private static List<String> files(Dataset<Row> table) {
        return Arrays.stream(table.inputFiles())
                .map(uri -> new Path(URI.create(uri)).toString())
                .sorted()
                .toList();
    }

    /** A file alone, with the columns that the names of its directories give. */
    private Iterator<Row> open(String file) {
        Dataset<Row> part = oneFile
                ? whole
                : LiteralPaths.reader(session)
                        .schema(whole.schema())
                        .option("basePath", table.path())
                        .parquet(file);
        return columns.select(part).toLocalIterator();
    }

    @Override
    public boolean hasNext() {
        return table.reading(() -> {
            while (!rows.hasNext() && files.hasNext()) {
                rows = open(files.next());
            }
            return rows.hasNext();
        });
    }

    @Override
    public RawExample next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return reader.call(rows.next());
    }
}
