package io.espalier.spark.task;

import io.espalier.trainer.Shard;
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
 * Reads the scores of one shard from the table that its run wrote: a task a shard has written them, so that they are a file, or several
 * one after the other, in the order of the shard's rows.
 */
final class ShardScores {
    private static final int BATCH_ROWS = 4096;

    private final KnownScores known;
    private final Shard shard;
    private final long[] ids;
    private final int[] labels;
    private final double[] importance;
    private int row;

    private ShardScores(KnownScores known, Shard shard) {
        this.known = known;
        this.shard = shard;
        this.ids = new long[shard.rows()];
        this.labels = new int[shard.rows()];
        this.importance = new double[shard.rows()];
    }

    /**
     * Ids and labels of a shard, and its scores as importance: higher = more important.
     *
     * @throws RunDirectoryException if the table can't be read here, or is not what the shard's task wrote
     */
    static ScoredShard read(KnownScores known, Slice slice, Shard shard) {
        Path table = Path.of(known.table());
        ShardScores scores = new ShardScores(known, shard);
        try {
            for (Path file : files(table, slice)) {
                scores.read(file);
            }
            scores.requireAll();
        } catch (IOException e) {
            throw RunDirectoryException.read(table, e);
        }
        return new ScoredShard(scores.ids, scores.labels, scores.importance);
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

    private void read(Path file) throws IOException {
        try (VectorizedParquetRecordReader reader = new VectorizedParquetRecordReader(false, BATCH_ROWS)) {
            // Whatever Hadoop's default file system; it does not decode.
            reader.initialize(
                    "file:" + file.toAbsolutePath(),
                    List.of(ScoreRows.ID, known.method().column()));
            ColumnarBatch batch = reader.resultBatch();
            while (reader.nextBatch()) {
                add(batch);
            }
        }
    }

    private void requireAll() throws IOException {
        if (row < ids.length) {
            throw others();
        }
    }

    private void add(ColumnarBatch batch) throws IOException {
        for (int i = 0; i < batch.numRows(); i++, row++) {
            if (row == ids.length || batch.column(0).getLong(i) != shard.id(row)) {
                throw others();
            }
            ids[row] = shard.id(row);
            labels[row] = shard.label(row);
            importance[row] = known.method().importance(batch.column(1).getDouble(i));
        }
    }

    private IOException others() {
        return new IOException("it does not have the scores of the " + shard.rows()
                + " examples of a shard as they were written: files were changed or removed, or an executor wrote them where"
                + " others do not see them");
    }
}
