package io.espalier.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A Spark inside this JVM for the tests of one class. Close it: another master can start only when this one is gone. */
final class LocalSpark implements AutoCloseable {
    private final SparkSession session;

    LocalSpark(int threads) {
        this(threads, true);
    }

    private LocalSpark(int threads, boolean standingTasks) {
        session = SparkSession.builder()
                .master("local[" + threads + ",4]")
                .appName("tests")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.espalier.standingTasks", standingTasks)
                .config(
                        "spark.sql.warehouse.dir",
                        Path.of("target", "warehouse").toUri().toString())
                .getOrCreate();
    }

    /** One in which every job of a run is a job of Spark's. */
    static LocalSpark withoutStandingTasks(int threads) {
        return new LocalSpark(threads, false);
    }

    SparkSession session() {
        return session;
    }

    @Override
    public void close() {
        session.stop();
    }
}
