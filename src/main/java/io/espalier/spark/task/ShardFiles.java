package io.espalier.spark.task;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.execution.datasources.parquet.VectorizedParquetRecordReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The rows of one shard in a table of scores that a task a shard has written: they are a file, or several one after the other, and may be
 * none.
 */
final class ShardFiles {
    private static final int BATCH_ROWS = 4096;

    private ShardFiles() {}

    /** Takes rows. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Takes one.
         *
         * @throws IOException if it does not belong there
         */
        void row(long id, double score) throws IOException;
    }

    /**
     * Reads the rows in their order, with the scores by the method that is known.
     *
     * @throws RunDirectoryException if the table can't be read here, or the visitor refuses a row
     */
    static void read(KnownScores known, Slice slice, Visitor visitor) {
        Path table = Path.of(known.table());
        try {
            for (Path file : files(table, slice)) {
                read(file, known.method().column(), visitor);
            }
        } catch (IOException e) {
            throw RunDirectoryException.read(table, e);
        }
    }

    /** Spark names files by the number of the task that wrote them; ascending where it wrote several. */
    private static List<Path> files(Path table, Slice slice) throws IOException {
        String start = String.format(Locale.ROOT, "part-%05d-", slice.index());
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                table, file -> file.getFileName().toString().startsWith(start))) {
            found.forEach(files::add);
        }
        Collections.sort(files);
        return files;
    }

    private static void read(Path file, String score, Visitor visitor) throws IOException {
        try (VectorizedParquetRecordReader reader = new VectorizedParquetRecordReader(false, BATCH_ROWS)) {
            // Whatever Hadoop's default file system; it does not decode.
            reader.initialize("file:" + file.toAbsolutePath(), List.of(ScoreRows.ID, score));
            ColumnarBatch batch = reader.resultBatch();
            while (reader.nextBatch()) {
                for (int row = 0; row < batch.numRows(); row++) {
                    visitor.row(batch.column(0).getLong(row), batch.column(1).getDouble(row));
                }
            }
        }
    }
}
