package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.spark.task.DirectoryTask;
import io.espalier.spark.task.DirectoryTask.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether driver and executors see one and the same directory and may write to it: there is a file of each for a moment. */
final class SharedDirectory {
    private final Path directory;

    SharedDirectory(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /**
     * Asks all executors.
     *
     * @throws UserException that names the first executor that can't read or write the directory
     */
    void requireFor(EveryExecutor executors) {
        Path question = directory.resolve(DirectoryTask.QUESTION);
        try {
            Files.writeString(question, directory.toString());
            List<Answer> answers = executors.answers(new DirectoryTask(directory.toString()));
            try {
                answers.forEach(answer -> problem(answer).ifPresent(problem -> {
                    throw refusal(answer, problem);
                }));
            } finally {
                for (Answer answer : answers) {
                    Files.deleteIfExists(directory.resolve(answer.file()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Can't use run directory " + directory, e);
        } finally {
            delete(question);
        }
    }

    private Optional<String> problem(Answer answer) {
        if (!answer.problem().isEmpty()) {
            return Optional.of(answer.problem());
        }
        return Files.exists(directory.resolve(answer.file()))
                ? Optional.empty()
                : Optional.of("the driver does not see what it writes there");
    }

    private UserException refusal(Answer answer, String problem) {
        return new UserException("Executor " + answer.executor() + " on " + answer.host() + " can't use run directory "
                + directory + ": " + problem
                + "; choose an output directory that the driver and all executors share and may write");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't delete " + file, e);
        }
    }
}
