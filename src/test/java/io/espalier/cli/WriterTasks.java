package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.EspalierProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tasks that write a table: each attempt has a directory of its own, named {@code attempt_<job>_m_<task>_<attempt>}, and a file there
 * that is open while it writes.
 *
 * @param table directory that the table is written in before it gets its name
 */
record WriterTasks(Path table) {
    private static final Pattern ATTEMPT = Pattern.compile("/attempt_[0-9]+_[0-9]+(_m_[0-9]+_)[0-9]+/");

    /**
     * Stops an executor in the middle of a task that writes, until another attempt of that task writes too. While the file is open the task
     * has not ended, and while its process stands still it can't: the table is not whole without the other attempt.
     */
    void holdOneUntilItIsCopied(ProcessHandle executor, EspalierProcess process) throws Exception {
        String task = stopInATask(executor, process);
        while (attempts(task) < 2 && !process.hasEnded()) {
            assertThat(executor.isAlive()).isTrue();
        }
        EspalierProcess.signal("CONT", executor);
    }

    private String stopInATask(ProcessHandle executor, EspalierProcess process) throws Exception {
        while (true) {
            assertThat(process.hasEndedWithin(1)).as(process.errors()).isFalse();
            if (written(executor).isPresent()) {
                EspalierProcess.signal("STOP", executor);
                awaitStandstill(executor);
                Optional<String> task = written(executor);
                if (task.isPresent()) {
                    return task.get();
                }
                EspalierProcess.signal("CONT", executor);
            }
        }
    }

    /** A signal returns before the last thread stands still. */
    private static void awaitStandstill(ProcessHandle executor) throws IOException {
        boolean standing = false;
        while (!standing) {
            standing = true;
            for (Path thread : entries(process(executor).resolve("task"))) {
                standing &= standsStill(thread);
            }
        }
    }

    private static boolean standsStill(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            return false; // It has ended: another look.
        }
    }

    /** The part of the name that the attempts of a task have in common, of one that an executor writes. */
    private Optional<String> written(ProcessHandle executor) throws IOException {
        for (Path open : entries(process(executor).resolve("fd"))) {
            Matcher attempt = ATTEMPT.matcher(target(open));
            if (target(open).startsWith(table.toString()) && attempt.find()) {
                return Optional.of(attempt.group(1));
            }
        }
        return Optional.empty();
    }

    private static Path process(ProcessHandle executor) {
        return Path.of("/proc", Long.toString(executor.pid()));
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // It was closed.
        }
    }

    private long attempts(String task) throws IOException {
        return entries(table.resolve("_temporary/0/_temporary")).stream()
                .filter(attempt -> String.valueOf(attempt.getFileName()).contains(task))
                .count();
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
