package io.espalier.spark;

import java.nio.file.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/** Paths that Spark takes as they are: it reads brackets, braces, stars and question marks as patterns otherwise. */
final class LiteralPaths {
    /** Spark's own switch (DataSource.GLOB_PATHS_KEY); it reads files of streams by it. */
    private static final String PATTERNS = "__globPaths__";

    private LiteralPaths() {}

    /** A reader that looks for no patterns in paths. */
    static DataFrameReader reader(SparkSession session) {
        return session.read().option(PATTERNS, "false");
    }

    /** The path of a local file for Spark, whatever its default file system; not encoded, because Hadoop does not decode. */
    static String of(Path path) {
        return "file:" + path.toAbsolutePath();
    }
}
