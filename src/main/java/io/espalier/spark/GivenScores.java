package io.espalier.spark;

import io.espalier.Hashing;
import io.espalier.NearestName;
import io.espalier.UserException;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoreTable;
import io.espalier.spark.task.ScoreRows;
import io.espalier.spark.task.ScoredShard;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * A table of scores that somebody computed: any Parquet table with a column example_id and one of a method. Labels are those of the data.
 *
 * @param table its directory or file
 */
record GivenScores(Path table) {
    private static final String KEY = "importance.scores";
    private static final String ID = "example_id";

    /**
     * Reads the scores by one method.
     *
     * @param examples ids and labels of the training examples, shard by shard
     * @param seed of the shards
     * @return as importance, in the order of the examples
     * @throws UserException if the table can't be read, lacks a column, or does not have one finite score for each of the examples
     */
    ScoreTable read(SparkSession session, ScoreMethod method, List<ScoredShard> examples, long seed) {
        ParquetTable source = new ParquetTable(LiteralPaths.of(table), KEY);
        Dataset<Row> rows = source.open(session);
        DataType id = column(rows, ID, "").dataType();
        require(ScoreColumns.IDS.contains(id), ID + " must be of an integer type: ", id);
        String score = method.column();
        DataType type = column(rows, score, " (importance.method)").dataType();
        require(type instanceof NumericType, score + " must be a number: ", type);
        Column ids = rows.col(ID);
        Column scores = rows.col(score);
        Dataset<Row> selected = rows.select(ids.cast(DataTypes.LongType), scores.cast(DataTypes.DoubleType));
        return source.reading(() -> {
            long empty = rows.filter(ids.isNull().or(scores.isNull())).count();
            if (empty > 0) {
                throw new UserException(table + " has no value in column " + ID + " or " + score + " of " + empty
                        + (empty == 1 ? " row" : " rows"));
            }
            List<ScoredShard> read =
                    selected.toJavaRDD().mapPartitions(new ScoreRows.Pairs()).collect();
            return placed(read, method, new Examples(examples, seed));
        });
    }

    private StructField column(Dataset<Row> rows, String name, String askedBy) {
        List<String> names = Arrays.asList(rows.columns());
        if (!names.contains(name)) {
            throw new UserException(table + " has no column " + name + askedBy
                    + NearestName.of(name, names)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(".")
                    + " Columns: " + String.join(", ", names));
        }
        return rows.schema().apply(name);
    }

    private void require(boolean kept, String rule, DataType type) {
        if (!kept) {
            throw new UserException(table + ": column " + rule + type.simpleString());
        }
    }

    private ScoreTable placed(List<ScoredShard> read, ScoreMethod method, Examples examples) {
        double[] scores = new double[examples.ids.length];
        BitSet found = new BitSet(scores.length);
        for (ScoredShard part : read) {
            for (int row = 0; row < part.rows(); row++) {
                int place = examples.place(part.ids()[row]);
                if (place < 0) {
                    throw new UserException(table + " has the score of " + ID + " " + part.ids()[row]
                            + ", which is no training example of this job: it is a table of other data");
                }
                if (found.get(place)) {
                    throw new UserException(table + " has two scores of " + ID + " " + part.ids()[row]);
                }
                found.set(place);
                scores[place] = method.importance(part.scores(0)[row]);
            }
        }
        if (found.cardinality() < scores.length) {
            throw new UserException(table + " has no scores of " + (scores.length - found.cardinality()) + " of "
                    + scores.length + " training examples, the first of " + ID + " "
                    + examples.ids[found.nextClearBit(0)]);
        }
        try {
            return new ScoreTable(examples.ids, examples.labels, scores);
        } catch (IllegalArgumentException e) {
            throw new UserException(table + ": " + e.getMessage(), e);
        }
    }

    /** The training examples in hash order. */
    private static final class Examples {
        private final long seed;
        private final long[] ids;
        private final int[] labels;
        /** Ascending as signed numbers. */
        private final long[] hashes;

        Examples(List<ScoredShard> shards, long seed) {
            int rows = shards.stream().mapToInt(ScoredShard::rows).sum();
            this.seed = seed;
            this.ids = new long[rows];
            this.labels = new int[rows];
            this.hashes = new long[rows];
            int at = 0;
            for (ScoredShard shard : shards) {
                System.arraycopy(shard.ids(), 0, ids, at, shard.rows());
                System.arraycopy(shard.labels(), 0, labels, at, shard.rows());
                at += shard.rows();
            }
            for (int row = 0; row < rows; row++) {
                hashes[row] = hash(ids[row]);
            }
        }

        private long hash(long id) {
            return Hashing.hash(id, seed) ^ Long.MIN_VALUE;
        }

        /** Where an example stands; negative for one that is none of these. */
        int place(long id) {
            return Arrays.binarySearch(hashes, hash(id));
        }
    }
}
