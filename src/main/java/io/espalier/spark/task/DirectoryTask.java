package io.espalier.spark.task;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Tries on the executor that it runs on whether a directory is the driver's, and whether it can be written. */
public final class DirectoryTask implements FlatMapFunction<Iterator<Integer>, DirectoryTask.Answer> {
    /** Name of the file in which the driver wrote the path of the directory. */
    public static final String QUESTION = ".preflight";

    private static final long serialVersionUID = 1L;

    private final String directory;

    /** A task for an absolute path. */
    public DirectoryTask(String directory) {
        this.directory = directory;
    }

    /**
     * What an executor found.
     *
     * @param executor id
     * @param host of the executor
     * @param problem why it can't use the directory; empty where it can
     */
    public record Answer(String executor, String host, String problem) implements Serializable {
        /** Name of the file that the executor wrote into the directory. */
        public String file() {
            return QUESTION + "-" + executor;
        }
    }

    @Override
    public Iterator<Answer> call(Iterator<Integer> unused) {
        SparkEnv env = SparkEnv.get();
        String host = env.blockManager().blockManagerId().host();
        Answer good = new Answer(env.executorId(), host, "");
        String problem = problem(good.file());
        return List.of(new Answer(good.executor(), host, problem)).iterator();
    }

    /** Why the directory can't be used, or nothing; leaves a file of the given name there. */
    String problem(String file) {
        Path path = Path.of(directory);
        try {
            if (!Files.readString(path.resolve(QUESTION)).equals(directory)) {
                return "another directory is there";
            }
            Files.writeString(path.resolve(file), directory);
            return "";
        } catch (NoSuchFileException e) {
            return Files.isDirectory(path) ? "another directory is there" : "there is no such directory";
        } catch (AccessDeniedException e) {
            return "permission denied";
        } catch (FileSystemException e) {
            return String.valueOf(e.getReason());
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
