package io.espalier.spark.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkEnv;

/** Where an executor keeps packed data: in the directory of its block manager, which Spark deletes when the executor ends. */
final class LocalFiles {
    private LocalFiles() {}

    /** The directory of a run; it exists. */
    static Path directory(String run) {
        Path blocks =
                SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath();
        Path directory = blocks.resolve("espalier-" + run);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    /** The file of a piece; its directory exists. */
    static Path slice(String run, Slice slice) {
        return directory(run).resolve(slice.fileName());
    }

    /** This executor, in the form of Spark's preferred locations. */
    static String location() {
        SparkEnv env = SparkEnv.get();
        return Placed.location(env.blockManager().blockManagerId().host(), env.executorId());
    }
}
