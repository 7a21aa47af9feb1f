package io.espalier.spark;

import io.espalier.GivenPath;
import io.espalier.UserException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;

/**
 * A Parquet table that somebody named.
 *
 * @param path of a file or directory
 * @param key names it in messages: a key of the job file, an argument
 */
record ParquetTable(String path, String key) {
    private static final String NO_FILES = "UNABLE_TO_INFER_SCHEMA";

    /**
     * Opens the table: looks at its files and the schema of one.
     *
     * @throws UserException if it can't be read, or not more than once
     */
    Dataset<Row> open(SparkSession session) {
        GivenPath.refuseSpecialTable(path, key);
        try {
            return LiteralPaths.reader(session).parquet(path);
        } catch (Exception e) {
            // Scala does not declare its exceptions: AnalysisException (no such path, no schema) is checked in Java's
            // eyes.
            if (e instanceof AnalysisException || e.getCause() != null) {
                throw unreadable(e);
            }
            throw e;
        }
    }

    /**
     * Does something that reads the table's rows.
     *
     * @throws UserException if it fails because a file is damaged
     */
    <T> T reading(Supplier<T> work) {
        try {
            return work.get();
        } catch (Exception e) {
            damage(e).ifPresent(mistake -> {
                throw mistake;
            });
            throw e;
        }
    }

    /**
     * What is wrong with the table's files, if a job failed because of them. A table can be opened although some of its files are
     * damaged, or have a column of another type than the one that was looked at: that shows when they are read.
     */
    Optional<UserException> damage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            StackTraceElement[] trace = cause.getStackTrace();
            boolean inParquet = trace.length > 0 && trace[0].getClassName().startsWith("org.apache.parquet.");
            if (inParquet || cause instanceof ChecksumException) {
                return Optional.of(unreadable(cause));
            }
            if (cause.getCause() instanceof SchemaColumnConvertNotSupportedException) {
                // Its own words name no file; those around it do.
                return Optional.of(unreadable(firstLine(cause), cause));
            }
        }
        return Optional.empty();
    }

    /** Spark wraps what went wrong in the job that looks at the files: the innermost reason is the one to tell. */
    private UserException unreadable(Throwable cause) {
        Throwable innermost = cause;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return unreadable(firstLine(innermost), cause);
    }

    private static String firstLine(Throwable failure) {
        if (failure instanceof AnalysisException analysis && NO_FILES.equals(analysis.getErrorClass())) {
            return "there is no Parquet file in it";
        }
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("unknown reason");
    }

    private UserException unreadable(String reason, Throwable cause) {
        return new UserException("Can't read the Parquet table " + path + " (" + key + "): " + reason, cause);
    }
}
